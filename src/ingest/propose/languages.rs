//! Words of German, Dutch, French, Spanish and Japanese tables: headers, units of time
//! and states. They serve proposals only; a build reads what a block says.

use crate::ingest::columns::Kind;
use crate::ingest::header::normal;
use hashbrown::HashMap;
use std::sync::LazyLock;

/// Field of an event and the headers that mean it, each with its language.
const EVENT: &[(&str, &[(&str, &[&str])])] = &[
    (
        "ticket_id",
        &[
            (
                "German",
                &[
                    "Auftragsnummer",
                    "Auftragsnr",
                    "Auftrags-Nr",
                    "Auftrag",
                    "Ticketnummer",
                    "Meldungsnummer",
                    "Meldungsnr",
                    "Vorgangsnummer",
                    "Vorgang",
                    "Belegnummer",
                    "Serviceauftrag",
                ],
            ),
            (
                "Dutch",
                &[
                    "Werkbon",
                    "Werkbonnummer",
                    "Bonnummer",
                    "Opdrachtnummer",
                    "Meldingsnummer",
                    "Ordernummer",
                    "Storingsnummer",
                ],
            ),
            (
                "French",
                &[
                    "Numéro de ticket",
                    "N° ticket",
                    "N° intervention",
                    "Numéro d'intervention",
                    "Bon d'intervention",
                    "N° OT",
                ],
            ),
            (
                "Spanish",
                &["Número de ticket", "N° de orden", "Orden de trabajo", "Número de orden", "OT"],
            ),
            ("Japanese", &["受付番号", "管理番号", "伝票番号", "案件番号", "作業番号", "修理番号"]),
        ],
    ),
    (
        "device_id",
        &[
            (
                "German",
                &[
                    "Gerätenummer",
                    "Gerätenr",
                    "Gerät",
                    "Maschinennummer",
                    "Maschinennr",
                    "Maschine",
                    "Anlage",
                    "Anlagennummer",
                    "Seriennummer",
                    "Inventarnummer",
                    "Equipment-Nr",
                ],
            ),
            (
                "Dutch",
                &[
                    "Machinenummer",
                    "Machinenr",
                    "Machine",
                    "Toestel",
                    "Apparaat",
                    "Installatie",
                    "Serienummer",
                    "Objectnummer",
                ],
            ),
            (
                "French",
                &[
                    "Machine",
                    "Équipement",
                    "N° de série",
                    "Numéro de série",
                    "Matériel",
                    "Code machine",
                ],
            ),
            ("Spanish", &["Máquina", "Equipo", "Número de serie", "N° de serie", "Activo"]),
            (
                "Japanese",
                &[
                    "機器番号",
                    "設備番号",
                    "機番",
                    "号機",
                    "製造番号",
                    "シリアル番号",
                    "装置番号",
                    "機械番号",
                    "設備",
                ],
            ),
        ],
    ),
    (
        "device_name",
        &[
            (
                "German",
                &["Gerätename", "Maschinenbezeichnung", "Gerätebezeichnung", "Anlagenbezeichnung"],
            ),
            ("Dutch", &["Machinenaam", "Apparaatnaam", "Toestelnaam"]),
            ("French", &["Nom de la machine", "Désignation machine"]),
            ("Spanish", &["Nombre del equipo", "Nombre de la máquina"]),
            ("Japanese", &["機器名", "設備名", "装置名", "機械名"]),
        ],
    ),
    (
        "model",
        &[
            ("German", &["Typ", "Modell", "Gerätetyp", "Maschinentyp", "Baureihe"]),
            ("Dutch", &["Type machine", "Machinetype"]),
            ("French", &["Modèle", "Type de machine"]),
            ("Spanish", &["Modelo"]),
            ("Japanese", &["型式", "機種", "型番", "モデル"]),
        ],
    ),
    (
        "customer",
        &[
            ("German", &["Kunde", "Kundenname", "Kundennummer", "Auftraggeber", "Firma"]),
            ("Dutch", &["Klant", "Klantnaam", "Klantnummer", "Opdrachtgever"]),
            ("French", &["Client", "Nom du client", "Société"]),
            ("Spanish", &["Cliente", "Nombre del cliente", "Empresa"]),
            ("Japanese", &["顧客", "顧客名", "お客様", "客先", "得意先", "取引先", "会社名"]),
        ],
    ),
    (
        "site",
        &[
            ("German", &["Standort", "Einsatzort", "Ort", "Werk", "Filiale"]),
            ("Dutch", &["Locatie", "Vestiging", "Plaats"]),
            ("French", &["Site", "Lieu", "Emplacement", "Agence"]),
            ("Spanish", &["Ubicación", "Sitio", "Lugar", "Planta", "Sucursal"]),
            ("Japanese", &["設置場所", "場所", "現場", "拠点", "工場", "店舗"]),
        ],
    ),
    (
        "reported_at",
        &[
            (
                "German",
                &[
                    "Meldedatum",
                    "Meldezeit",
                    "Gemeldet",
                    "Gemeldet am",
                    "Eingang",
                    "Eingangsdatum",
                    "Erfasst am",
                    "Auftragsdatum",
                    "Datum",
                    "Störungsbeginn",
                    "Uhrzeit",
                    "Zeit",
                    "Erstellt am",
                ],
            ),
            (
                "Dutch",
                &[
                    "Meldingsdatum",
                    "Gemeld op",
                    "Gemeld",
                    "Datum melding",
                    "Aangemeld op",
                    "Aanmelddatum",
                    "Tijd",
                    "Tijdstip melding",
                ],
            ),
            (
                "French",
                &[
                    "Date de signalement",
                    "Signalé le",
                    "Date d'appel",
                    "Date d'ouverture",
                    "Date de création",
                    "Heure",
                    "Date de la demande",
                ],
            ),
            (
                "Spanish",
                &[
                    "Fecha de aviso",
                    "Fecha de reporte",
                    "Fecha",
                    "Fecha de apertura",
                    "Hora",
                    "Fecha de creación",
                ],
            ),
            (
                "Japanese",
                &[
                    "受付日",
                    "受付日時",
                    "受付時間",
                    "発生報告日",
                    "登録日",
                    "登録日時",
                    "起票日",
                    "依頼日",
                    "日付",
                    "作業日",
                    "連絡日時",
                ],
            ),
        ],
    ),
    (
        "occurred_at",
        &[
            ("German", &["Ausfallzeitpunkt", "Störung seit", "Ausgefallen am", "Schadensdatum"]),
            ("Dutch", &["Datum storing", "Storing sinds", "Begin storing"]),
            ("French", &["Date de panne", "Date de la panne"]),
            ("Spanish", &["Fecha de falla", "Fecha de avería"]),
            ("Japanese", &["発生日", "発生日時", "故障日", "故障日時"]),
        ],
    ),
    (
        "arrived_at",
        &[
            ("German", &["Ankunft", "Eingetroffen", "Beginn vor Ort"]),
            ("Dutch", &["Aankomst", "Ter plaatse", "Aangekomen"]),
            ("French", &["Arrivée", "Arrivée sur site", "Date d'arrivée"]),
            ("Spanish", &["Llegada", "Fecha de llegada"]),
            ("Japanese", &["到着日時", "到着時間", "訪問日時", "訪問日", "現場到着"]),
        ],
    ),
    (
        "repair_started_at",
        &[
            ("German", &["Arbeitsbeginn", "Reparaturbeginn", "Beginn"]),
            ("Dutch", &["Begintijd", "Start werkzaamheden", "Begin reparatie"]),
            ("French", &["Début d'intervention", "Début"]),
            ("Spanish", &["Inicio", "Inicio de reparación"]),
            ("Japanese", &["作業開始", "開始日時", "修理開始"]),
        ],
    ),
    (
        "resolved_at",
        &[
            (
                "German",
                &[
                    "Erledigt am",
                    "Erledigt",
                    "Behoben am",
                    "Behoben",
                    "Fertig am",
                    "Fertiggestellt",
                    "Abgeschlossen am",
                    "Ende",
                    "Reparaturende",
                    "Störungsende",
                    "Rückmeldung",
                ],
            ),
            (
                "Dutch",
                &[
                    "Opgelost op",
                    "Opgelost",
                    "Gereed",
                    "Gereed op",
                    "Afgerond op",
                    "Datum gereed",
                    "Hersteld op",
                    "Eindtijd",
                ],
            ),
            (
                "French",
                &[
                    "Résolu le",
                    "Date de résolution",
                    "Terminé le",
                    "Date de fin",
                    "Fin d'intervention",
                    "Réparé le",
                ],
            ),
            (
                "Spanish",
                &["Resuelto", "Fecha de solución", "Fecha de cierre", "Terminado", "Fecha fin"],
            ),
            (
                "Japanese",
                &[
                    "完了日",
                    "完了日時",
                    "対応完了日",
                    "修理完了日",
                    "復旧日時",
                    "終了日時",
                    "作業完了",
                ],
            ),
        ],
    ),
    (
        "closed_at",
        &[
            ("German", &["Geschlossen am", "Abschlussdatum"]),
            ("Dutch", &["Gesloten op", "Afgesloten op"]),
            ("French", &["Clôturé le", "Date de clôture"]),
            ("Spanish", &["Cerrado"]),
            ("Japanese", &["クローズ日", "締日", "完結日"]),
        ],
    ),
    (
        "symptom",
        &[
            (
                "German",
                &[
                    "Störung",
                    "Störungsbeschreibung",
                    "Fehler",
                    "Fehlerbeschreibung",
                    "Fehlerbild",
                    "Meldung",
                    "Problem",
                    "Problembeschreibung",
                    "Beschreibung",
                    "Schaden",
                    "Kurztext",
                ],
            ),
            (
                "Dutch",
                &[
                    "Storing",
                    "Klacht",
                    "Omschrijving",
                    "Storingsomschrijving",
                    "Probleem",
                    "Melding",
                ],
            ),
            (
                "French",
                &[
                    "Panne",
                    "Symptôme",
                    "Description",
                    "Description de la panne",
                    "Défaut",
                    "Problème",
                    "Objet",
                ],
            ),
            (
                "Spanish",
                &[
                    "Falla",
                    "Avería",
                    "Síntoma",
                    "Descripción",
                    "Problema",
                    "Descripción de la falla",
                ],
            ),
            (
                "Japanese",
                &[
                    "症状",
                    "故障内容",
                    "不具合内容",
                    "現象",
                    "故障状況",
                    "不具合",
                    "内容",
                    "受付内容",
                    "件名",
                ],
            ),
        ],
    ),
    (
        "cause",
        &[
            ("German", &["Ursache", "Fehlerursache", "Grund"]),
            ("Dutch", &["Oorzaak", "Reden"]),
            ("French", &["Cause", "Origine"]),
            ("Spanish", &["Causa", "Motivo"]),
            ("Japanese", &["原因", "故障原因"]),
        ],
    ),
    (
        "action_taken",
        &[
            (
                "German",
                &[
                    "Maßnahme",
                    "Massnahme",
                    "Tätigkeit",
                    "Durchgeführte Arbeiten",
                    "Behebung",
                    "Lösung",
                    "Reparatur",
                    "Arbeit",
                ],
            ),
            (
                "Dutch",
                &["Actie", "Oplossing", "Werkzaamheden", "Uitgevoerde werkzaamheden", "Handeling"],
            ),
            ("French", &["Action", "Intervention", "Solution", "Travaux effectués", "Réparation"]),
            ("Spanish", &["Acción", "Solución", "Reparación", "Trabajo realizado"]),
            ("Japanese", &["処置", "対応", "対応内容", "処置内容", "修理内容", "作業内容", "対策"]),
        ],
    ),
    (
        "engineer",
        &[
            (
                "German",
                &[
                    "Techniker",
                    "Monteur",
                    "Bearbeiter",
                    "Mitarbeiter",
                    "Servicetechniker",
                    "Mechaniker",
                ],
            ),
            ("Dutch", &["Technicus", "Monteur", "Medewerker", "Behandelaar", "Uitvoerder"]),
            ("French", &["Technicien", "Intervenant", "Réparateur"]),
            ("Spanish", &["Técnico", "Responsable", "Mecánico"]),
            (
                "Japanese",
                &["担当者", "担当", "作業者", "対応者", "技術者", "サービスマン", "修理担当"],
            ),
        ],
    ),
    (
        "reporter",
        &[
            ("German", &["Melder", "Gemeldet von", "Anrufer"]),
            ("Dutch", &["Melder", "Gemeld door", "Beller"]),
            ("French", &["Demandeur", "Signalé par"]),
            ("Spanish", &["Solicitante", "Reportado por"]),
            ("Japanese", &["依頼者", "報告者", "連絡者", "申請者"]),
        ],
    ),
    (
        "status",
        &[
            ("German", &["Status", "Zustand", "Bearbeitungsstand"]),
            ("Dutch", &["Status", "Stand"]),
            ("French", &["Statut", "État"]),
            ("Spanish", &["Estado", "Situación"]),
            ("Japanese", &["状態", "ステータス", "対応状況", "進捗", "状況"]),
        ],
    ),
    (
        "priority",
        &[
            ("German", &["Priorität", "Prio", "Dringlichkeit"]),
            ("Dutch", &["Prioriteit", "Urgentie"]),
            ("French", &["Priorité", "Urgence"]),
            ("Spanish", &["Prioridad", "Urgencia"]),
            ("Japanese", &["優先度", "緊急度", "重要度"]),
        ],
    ),
    (
        "service_type",
        &[
            ("German", &["Auftragsart", "Einsatzart", "Leistungsart", "Serviceart", "Meldungsart"]),
            ("Dutch", &["Soort opdracht", "Soort melding", "Type opdracht", "Soort"]),
            ("French", &["Type d'intervention", "Nature"]),
            ("Spanish", &["Tipo de servicio", "Tipo de orden"]),
            ("Japanese", &["区分", "作業区分", "種別", "対応区分", "サービス区分"]),
        ],
    ),
    (
        "fault_code",
        &[
            ("German", &["Fehlercode", "Störcode", "Fehlernummer", "Störungscode"]),
            ("Dutch", &["Foutcode", "Storingscode"]),
            ("French", &["Code panne", "Code défaut", "Code erreur"]),
            ("Spanish", &["Código de falla", "Código de error"]),
            ("Japanese", &["エラーコード", "故障コード", "アラーム番号", "不具合コード"]),
        ],
    ),
    (
        "component",
        &[
            ("German", &["Baugruppe", "Bauteil", "Komponente"]),
            ("Dutch", &["Onderdeel", "Component"]),
            ("French", &["Composant", "Organe", "Sous-ensemble"]),
            ("Spanish", &["Componente"]),
            ("Japanese", &["部位", "故障箇所", "ユニット", "箇所"]),
        ],
    ),
    (
        "parts",
        &[
            ("German", &["Ersatzteile", "Ersatzteil", "Material", "Verbaute Teile", "Teile"]),
            ("Dutch", &["Onderdelen", "Materiaal", "Gebruikte onderdelen"]),
            ("French", &["Pièces", "Pièces remplacées", "Pièces détachées"]),
            ("Spanish", &["Repuestos", "Piezas", "Materiales"]),
            ("Japanese", &["使用部品", "交換部品", "部品"]),
        ],
    ),
    (
        "amount",
        &[
            ("German", &["Kosten", "Betrag", "Preis", "Gesamtkosten"]),
            ("Dutch", &["Kosten", "Bedrag", "Prijs"]),
            ("French", &["Coût", "Montant", "Prix"]),
            ("Spanish", &["Costo", "Coste", "Importe", "Precio"]),
            ("Japanese", &["費用", "金額", "請求額", "修理費"]),
        ],
    ),
    (
        "repair_h",
        &[
            ("German", &["Reparaturdauer", "Reparaturzeit", "Behebungszeit"]),
            ("Dutch", &["Reparatietijd", "Hersteltijd"]),
            ("French", &["Durée de réparation", "Durée d'intervention"]),
            ("Spanish", &["Tiempo de reparación"]),
            ("Japanese", &["修理時間", "復旧時間"]),
        ],
    ),
    (
        "labour_h",
        &[
            ("German", &["Arbeitszeit", "Arbeitsstunden", "Stunden", "Std"]),
            ("Dutch", &["Arbeidstijd", "Uren", "Werkuren", "Arbeidsuren"]),
            ("French", &["Temps passé", "Main d'œuvre", "Heures"]),
            ("Spanish", &["Horas", "Mano de obra", "Horas de trabajo"]),
            ("Japanese", &["作業時間", "工数"]),
        ],
    ),
    (
        "travel_h",
        &[
            ("German", &["Fahrzeit", "Anfahrt"]),
            ("Dutch", &["Reistijd"]),
            ("French", &["Temps de trajet", "Déplacement"]),
            ("Spanish", &["Tiempo de viaje"]),
            ("Japanese", &["移動時間"]),
        ],
    ),
    (
        "downtime_h",
        &[
            ("German", &["Stillstand", "Stillstandszeit", "Ausfallzeit", "Ausfalldauer"]),
            ("Dutch", &["Stilstand", "Stilstandtijd", "Uitvaltijd"]),
            ("French", &["Temps d'arrêt", "Durée d'arrêt", "Arrêt"]),
            ("Spanish", &["Tiempo de parada", "Tiempo de inactividad"]),
            ("Japanese", &["停止時間", "ダウンタイム"]),
        ],
    ),
    (
        "distance_km",
        &[
            ("German", &["Entfernung", "Kilometer", "km"]),
            ("Dutch", &["Afstand"]),
            ("French", &["Kilomètres"]),
            ("Spanish", &["Distancia", "Kilómetros"]),
            ("Japanese", &["距離"]),
        ],
    ),
    (
        "notes",
        &[
            ("German", &["Bemerkung", "Bemerkungen", "Notiz", "Anmerkung", "Kommentar"]),
            ("Dutch", &["Opmerking", "Opmerkingen", "Notitie", "Toelichting"]),
            ("French", &["Remarque", "Remarques", "Commentaire", "Observations"]),
            ("Spanish", &["Observaciones", "Comentario", "Comentarios", "Notas"]),
            ("Japanese", &["備考", "メモ", "特記事項", "コメント"]),
        ],
    ),
    (
        "phone",
        &[
            ("German", &["Telefon", "Telefonnummer"]),
            ("Dutch", &["Telefoon", "Telefoonnummer"]),
            ("French", &["Téléphone"]),
            ("Spanish", &["Teléfono"]),
            ("Japanese", &["電話番号", "連絡先", "電話"]),
        ],
    ),
    (
        "contact",
        &[
            ("German", &["Ansprechpartner"]),
            ("Dutch", &["Contactpersoon"]),
            ("French", &["Interlocuteur"]),
            ("Spanish", &["Contacto", "Persona de contacto"]),
            ("Japanese", &["お客様担当者", "連絡担当"]),
        ],
    ),
];

/// Fields of master tables and the headers that mean them. A word serves every table
/// that has the field.
const RECORD: &[(&str, &[(&str, &[&str])])] = &[
    (
        "serial",
        &[
            ("German", &["Seriennummer", "Fabriknummer"]),
            ("Dutch", &["Serienummer"]),
            ("French", &["N° de série", "Numéro de série"]),
            ("Spanish", &["Número de serie", "N° de serie"]),
            ("Japanese", &["製造番号", "シリアル番号"]),
        ],
    ),
    (
        "name",
        &[
            ("German", &["Bezeichnung", "Gerätename", "Kundenname", "Firmenname", "Benennung"]),
            ("Dutch", &["Naam", "Omschrijving", "Klantnaam", "Benaming"]),
            ("French", &["Nom", "Désignation", "Libellé", "Raison sociale"]),
            ("Spanish", &["Nombre", "Denominación", "Razón social"]),
            ("Japanese", &["名称", "品名", "部品名", "機器名", "会社名", "顧客名"]),
        ],
    ),
    (
        "model",
        &[
            ("German", &["Typ", "Modell", "Gerätetyp"]),
            ("Dutch", &["Machinetype"]),
            ("French", &["Modèle"]),
            ("Spanish", &["Modelo"]),
            ("Japanese", &["型式", "機種", "型番"]),
        ],
    ),
    (
        "customer",
        &[
            ("German", &["Kunde", "Betreiber"]),
            ("Dutch", &["Klant"]),
            ("French", &["Client"]),
            ("Spanish", &["Cliente"]),
            ("Japanese", &["顧客", "得意先", "客先", "納入先"]),
        ],
    ),
    (
        "site",
        &[
            ("German", &["Standort", "Aufstellort"]),
            ("Dutch", &["Locatie", "Vestiging"]),
            ("French", &["Site", "Emplacement"]),
            ("Spanish", &["Ubicación"]),
            ("Japanese", &["設置場所", "設置先"]),
        ],
    ),
    (
        "installed_on",
        &[
            ("German", &["Installiert am", "Aufgestellt am", "Montagedatum", "Installationsdatum"]),
            ("Dutch", &["Geïnstalleerd op", "Installatiedatum"]),
            ("French", &["Installé le", "Date d'installation"]),
            ("Spanish", &["Fecha de instalación"]),
            ("Japanese", &["設置日", "据付日", "納入日"]),
        ],
    ),
    (
        "commissioned_on",
        &[
            ("German", &["Inbetriebnahme", "In Betrieb seit"]),
            ("Dutch", &["In bedrijf sinds", "Inbedrijfstelling"]),
            ("French", &["Mise en service"]),
            ("Spanish", &["Puesta en marcha"]),
            ("Japanese", &["稼働開始日", "使用開始日"]),
        ],
    ),
    (
        "produced_on",
        &[
            ("German", &["Baujahr", "Herstelldatum"]),
            ("Dutch", &["Bouwjaar"]),
            ("French", &["Date de fabrication"]),
            ("Spanish", &["Fecha de fabricación"]),
            ("Japanese", &["製造日", "製造年月"]),
        ],
    ),
    (
        "warranty_end",
        &[
            ("German", &["Garantie bis", "Gewährleistung bis", "Garantieende"]),
            ("Dutch", &["Garantie tot", "Einde garantie"]),
            ("French", &["Fin de garantie", "Garantie jusqu'au"]),
            ("Spanish", &["Fin de garantía", "Garantía hasta"]),
            ("Japanese", &["保証期限", "保証終了日"]),
        ],
    ),
    (
        "status",
        &[
            ("German", &["Status", "Zustand"]),
            ("Dutch", &["Status"]),
            ("French", &["Statut", "État"]),
            ("Spanish", &["Estado"]),
            ("Japanese", &["状態"]),
        ],
    ),
    (
        "address",
        &[
            ("German", &["Adresse", "Anschrift"]),
            ("Dutch", &["Adres"]),
            ("French", &["Adresse"]),
            ("Spanish", &["Dirección"]),
            ("Japanese", &["住所"]),
        ],
    ),
    (
        "phone",
        &[
            ("German", &["Telefon", "Telefonnummer"]),
            ("Dutch", &["Telefoon", "Telefoonnummer"]),
            ("French", &["Téléphone"]),
            ("Spanish", &["Teléfono"]),
            ("Japanese", &["電話番号", "電話"]),
        ],
    ),
    (
        "email",
        &[
            ("German", &["E-Mail", "Email"]),
            ("Dutch", &["E-mail"]),
            ("French", &["Courriel"]),
            ("Spanish", &["Correo"]),
            ("Japanese", &["メール", "メールアドレス"]),
        ],
    ),
    (
        "contact",
        &[
            ("German", &["Ansprechpartner"]),
            ("Dutch", &["Contactpersoon"]),
            ("French", &["Contact"]),
            ("Spanish", &["Contacto"]),
            ("Japanese", &["担当者"]),
        ],
    ),
    (
        "unit_cost",
        &[
            ("German", &["Einzelpreis", "Stückpreis", "Preis"]),
            ("Dutch", &["Stukprijs", "Prijs"]),
            ("French", &["Prix unitaire", "Prix"]),
            ("Spanish", &["Precio unitario", "Precio"]),
            ("Japanese", &["単価"]),
        ],
    ),
    (
        "vendor",
        &[
            ("German", &["Lieferant", "Hersteller"]),
            ("Dutch", &["Leverancier", "Fabrikant"]),
            ("French", &["Fournisseur"]),
            ("Spanish", &["Proveedor"]),
            ("Japanese", &["仕入先", "メーカー"]),
        ],
    ),
    (
        "unit",
        &[
            ("German", &["Einheit"]),
            ("Dutch", &["Eenheid"]),
            ("French", &["Unité"]),
            ("Spanish", &["Unidad"]),
            ("Japanese", &["単位"]),
        ],
    ),
    (
        "due_to",
        &[
            ("German", &["Fällig", "Fällig am", "Fällig bis"]),
            ("Dutch", &["Gepland", "Uiterlijk"]),
            ("French", &["Échéance", "Prévu le"]),
            ("Spanish", &["Vencimiento", "Previsto"]),
            ("Japanese", &["予定日", "期限"]),
        ],
    ),
    (
        "done_on",
        &[
            ("German", &["Durchgeführt am", "Erledigt am"]),
            ("Dutch", &["Uitgevoerd op"]),
            ("French", &["Réalisé le", "Effectué le"]),
            ("Spanish", &["Realizado"]),
            ("Japanese", &["実施日"]),
        ],
    ),
    (
        "engineer",
        &[
            ("German", &["Techniker"]),
            ("Dutch", &["Monteur"]),
            ("French", &["Technicien"]),
            ("Spanish", &["Técnico"]),
            ("Japanese", &["担当者", "作業者"]),
        ],
    ),
    (
        "findings",
        &[
            ("German", &["Befund"]),
            ("Dutch", &["Bevindingen"]),
            ("French", &["Constat"]),
            ("Spanish", &["Hallazgos"]),
            ("Japanese", &["所見", "点検結果"]),
        ],
    ),
    (
        "device",
        &[
            ("German", &["Gerät", "Gerätenummer", "Maschine"]),
            ("Dutch", &["Machine", "Machinenummer"]),
            ("French", &["Machine"]),
            ("Spanish", &["Equipo", "Máquina"]),
            ("Japanese", &["機器番号", "号機"]),
        ],
    ),
];

/// What identifies a record of each kind.
const IDS: &[(Kind, &[&str])] = &[
    (
        Kind::Devices,
        &[
            "Gerätenummer",
            "Gerätenr",
            "Maschinennummer",
            "Anlagennummer",
            "Inventarnummer",
            "Machinenummer",
            "Objectnummer",
            "Code machine",
            "Número de equipo",
            "機器番号",
            "設備番号",
            "機番",
            "号機",
        ],
    ),
    (
        Kind::Customers,
        &[
            "Kundennummer",
            "Kundennr",
            "Klantnummer",
            "Code client",
            "N° client",
            "Número de cliente",
            "顧客番号",
            "得意先コード",
        ],
    ),
    (
        Kind::Parts,
        &[
            "Artikelnummer",
            "Artikelnr",
            "Teilenummer",
            "Ersatzteilnummer",
            "Onderdeelnummer",
            "Référence",
            "Code article",
            "Código de pieza",
            "部品番号",
            "品番",
        ],
    ),
    (Kind::Sites, &["Standortnummer", "Vestigingsnummer", "Code site", "拠点コード"]),
    (
        Kind::FaultCodes,
        &["Fehlercode", "Störcode", "Foutcode", "Code défaut", "エラーコード", "故障コード"],
    ),
];

/// Foreign words of states and the like, folded.
const WORDS: &[(&str, &[(&str, &str)])] = &[
    (
        "status",
        &[
            ("offen", "open"),
            ("neu", "open"),
            ("angelegt", "open"),
            ("in bearbeitung", "in_progress"),
            ("in arbeit", "in_progress"),
            ("wartet auf teile", "waiting_parts"),
            ("wartet auf kunde", "waiting_customer"),
            ("erledigt", "resolved"),
            ("behoben", "resolved"),
            ("fertig", "resolved"),
            ("abgeschlossen", "closed"),
            ("geschlossen", "closed"),
            ("storniert", "cancelled"),
            ("nieuw", "open"),
            ("openstaand", "open"),
            ("in behandeling", "in_progress"),
            ("wacht op onderdelen", "waiting_parts"),
            ("opgelost", "resolved"),
            ("gereed", "resolved"),
            ("afgerond", "resolved"),
            ("gesloten", "closed"),
            ("afgesloten", "closed"),
            ("geannuleerd", "cancelled"),
            ("ouvert", "open"),
            ("nouveau", "open"),
            ("en cours", "in_progress"),
            ("en attente", "waiting_customer"),
            ("résolu", "resolved"),
            ("terminé", "resolved"),
            ("clos", "closed"),
            ("clôturé", "closed"),
            ("annulé", "cancelled"),
            ("abierto", "open"),
            ("nuevo", "open"),
            ("en proceso", "in_progress"),
            ("resuelto", "resolved"),
            ("terminado", "resolved"),
            ("cerrado", "closed"),
            ("cancelado", "cancelled"),
            ("未対応", "open"),
            ("未着手", "open"),
            ("受付", "open"),
            ("受付済", "open"),
            ("対応中", "in_progress"),
            ("作業中", "in_progress"),
            ("修理中", "in_progress"),
            ("部品待ち", "waiting_parts"),
            ("部品待", "waiting_parts"),
            ("客先待ち", "waiting_customer"),
            ("完了", "resolved"),
            ("対応済", "resolved"),
            ("対応済み", "resolved"),
            ("終了", "closed"),
            ("クローズ", "closed"),
            ("取消", "cancelled"),
            ("キャンセル", "cancelled"),
        ],
    ),
    (
        "priority",
        &[
            ("sehr hoch", "P1"),
            ("dringend", "P1"),
            ("kritisch", "P1"),
            ("hoch", "P2"),
            ("mittel", "P3"),
            ("niedrig", "P4"),
            ("gering", "P4"),
            ("spoed", "P1"),
            ("hoog", "P2"),
            ("gemiddeld", "P3"),
            ("normaal", "P3"),
            ("laag", "P4"),
            ("urgent", "P1"),
            ("haute", "P2"),
            ("moyenne", "P3"),
            ("normale", "P3"),
            ("basse", "P4"),
            ("urgente", "P1"),
            ("alta", "P2"),
            ("media", "P3"),
            ("baja", "P4"),
            ("緊急", "P1"),
            ("至急", "P1"),
            ("高", "P2"),
            ("中", "P3"),
            ("低", "P4"),
        ],
    ),
    (
        "service_type",
        &[
            ("störung", "repair"),
            ("reparatur", "repair"),
            ("instandsetzung", "repair"),
            ("wartung", "maintenance"),
            ("inspektion", "visit"),
            ("installation", "install"),
            ("inbetriebnahme", "install"),
            ("schulung", "training"),
            ("umbau", "upgrade"),
            ("beratung", "consult"),
            ("reklamation", "complaint"),
            ("storing", "repair"),
            ("reparatie", "repair"),
            ("onderhoud", "maintenance"),
            ("inspectie", "visit"),
            ("installatie", "install"),
            ("keuring", "visit"),
            ("advies", "consult"),
            ("dépannage", "repair"),
            ("réparation", "repair"),
            ("panne", "repair"),
            ("maintenance", "maintenance"),
            ("entretien", "maintenance"),
            ("visite", "visit"),
            ("formation", "training"),
            ("reparación", "repair"),
            ("avería", "repair"),
            ("mantenimiento", "maintenance"),
            ("inspección", "visit"),
            ("instalación", "install"),
            ("capacitación", "training"),
            ("修理", "repair"),
            ("故障", "repair"),
            ("保守", "maintenance"),
            ("点検", "visit"),
            ("定期点検", "maintenance"),
            ("設置", "install"),
            ("据付", "install"),
            ("問合せ", "consult"),
            ("問い合わせ", "consult"),
            ("教育", "training"),
        ],
    ),
];

/// Units of time as they stand in brackets behind a header.
const UNITS: &[(&str, &[&str])] = &[
    ("min", &["minuten", "minutos", "分", "分間", "minuti"]),
    (
        "h",
        &[
            "std", "stunden", "stunde", "uur", "uren", "u", "heures", "heure", "horas", "hora",
            "時間", "時",
        ],
    ),
    ("d", &["tage", "tag", "dagen", "jours", "jour", "días", "dias", "日", "日間"]),
];

/// A header of another language: what it means and which language it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Foreign {
    /// Canonical field.
    pub(super) field: &'static str,
    /// Name of the language.
    pub(super) language: &'static str,
}

/// Only looked up, never iterated.
static EVENTS: LazyLock<HashMap<String, Foreign>> = LazyLock::new(|| index(EVENT));
static RECORDS: LazyLock<HashMap<String, Vec<Foreign>>> = LazyLock::new(|| {
    let mut map: HashMap<String, Vec<Foreign>> = HashMap::new();
    for (field, languages) in RECORD {
        for (language, words) in *languages {
            for word in *words {
                let found = map.entry(normal(word).key).or_default();
                found.push(Foreign { field, language });
            }
        }
    }
    map
});

type Languages = &'static [(&'static str, &'static [&'static str])];

fn index(list: &'static [(&'static str, Languages)]) -> HashMap<String, Foreign> {
    let mut map = HashMap::new();
    for (field, languages) in list {
        for (language, words) in *languages {
            for word in *words {
                map.entry(normal(word).key).or_insert(Foreign { field, language });
            }
        }
    }
    map
}

/// The field of an event that a header of another language means.
pub(super) fn event(header: &str) -> Option<Foreign> {
    EVENTS.get(&normal(header).key).copied()
}

/// The field of a master table that a header of another language means.
pub(super) fn record(kind: Kind, header: &str) -> Option<Foreign> {
    let key = normal(header).key;
    let ids = IDS.iter().find(|(of, _)| *of == kind).map_or(&[][..], |(_, words)| *words);
    if ids.iter().any(|word| normal(word).key == key) {
        return Some(Foreign { field: "id", language: "another language" });
    }
    let found = RECORDS.get(&key)?;
    found.iter().copied().find(|foreign| kind.canonical(foreign.field) == Some(foreign.field))
}

/// The canonical word that a word of another language stands for.
pub(super) fn word(field: &str, text: &str) -> Option<&'static str> {
    let folded = crate::ingest::value::fold(text);
    let (_, words) = WORDS.iter().find(|(of, _)| *of == field)?;
    words.iter().find(|(foreign, _)| *foreign == folded).map(|(_, word)| *word)
}

/// The unit that a word in brackets means, where the reader does not know it.
pub(super) fn unit(text: &str) -> Option<&'static str> {
    let folded = text.trim().to_lowercase();
    let folded = folded.trim_end_matches('.');
    UNITS.iter().find(|(_, words)| words.contains(&folded)).map(|(unit, _)| *unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::event_fields::EventField;
    use crate::model::events::EventWords;

    #[test]
    fn every_word_leads_to_a_field_or_a_word_that_exists() {
        for (field, _) in EVENT {
            assert!(EventField::named(field).is_some(), "{field}");
        }
        for (field, _) in RECORD {
            assert!(Kind::TABLES.iter().any(|k| k.canonical(field) == Some(field)), "{field}");
        }
        for (field, words) in WORDS {
            let Some(EventField::Word(to)) = EventField::named(field) else { panic!("{field}") };
            for (foreign, word) in *words {
                assert!(to.set(&mut EventWords::default(), word).is_ok(), "{foreign} = {word}");
                assert_eq!(
                    crate::ingest::value::fold(foreign),
                    *foreign,
                    "{foreign} is not folded"
                );
            }
        }
    }

    #[test]
    fn one_header_means_one_thing_in_all_languages() {
        let mut seen: HashMap<String, &str> = HashMap::new();
        for (field, languages) in EVENT {
            for word in languages.iter().flat_map(|(_, words)| words.iter()) {
                let before = seen.insert(normal(word).key, field);
                assert!(before.is_none_or(|b| b == *field), "{word}: {before:?} and {field}");
            }
        }
    }

    #[test]
    fn headers_are_found_in_any_spelling() {
        assert_eq!(event("MELDEDATUM").map(|f| f.field), Some("reported_at"));
        assert_eq!(event("gemeld op").map(|f| f.language), Some("Dutch"));
        assert_eq!(event("受付日時").map(|f| f.language), Some("Japanese"));
        assert_eq!(record(Kind::Devices, "Kunde").map(|f| f.field), Some("customer"));
        assert_eq!(record(Kind::Parts, "Artikelnummer").map(|f| f.field), Some("id"));
        assert_eq!(record(Kind::Parts, "Inbetriebnahme"), None);
        assert_eq!((unit("Std."), unit("uur"), unit("kg")), (Some("h"), Some("h"), None));
        assert_eq!(word("status", "In Bearbeitung"), Some("in_progress"));
    }
}
