//! Reading master tables and the folder layouts, and fixing the build's instant.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test")]

use crate::support;

use faultbook::diag::Code;
use faultbook::model::{DeviceStatus, Project, VisitKind};
use support::{ProjectBuilder, codes, findings, places};

fn reconciles(project: &Project) {
    for source in &project.sources {
        let parts = source.rows_skipped
            + source.rows_accepted
            + source.rows_repaired
            + source.rows_rejected;
        assert_eq!(source.rows_read, parts, "{source:?}");
    }
}

#[test]
fn chinese_device_tables_are_read_and_derive_customers_sites_and_models() {
    let project = ProjectBuilder::new()
        .file(
            "content/devices.csv",
            "设备编号,设备名称,型号,客户名称,安装地点,验收日期,质保到期,状态,颜色\n\
             SIM-001,模拟器一号,M-A,上海公司,浦东,2024-01-31,2025年1月31日,在用,红\n\
             SIM-002,,M-B,北京公司,朝阳,soon,,报废,\n\
             ,,M-B,北京公司,朝阳,,,,\n",
        )
        .read();
    reconciles(&project);
    let records = &project.records;
    assert_eq!(records.devices.len(), 2);
    let first = &records.devices[0];
    assert_eq!(first.warranty_end.map(|d| d.to_string()).as_deref(), Some("2025-01-31"));
    assert_eq!(first.status, Some(DeviceStatus::InService));
    assert_eq!(first.meta.unknown, [("颜色".to_owned(), "红".to_owned())]);
    assert!(records.customers.iter().all(|c| c.derived));
    assert_eq!((records.customers.len(), records.sites.len(), records.models.len()), (2, 2, 2));
    let source = &project.sources[0];
    assert_eq!((source.rows_accepted, source.rows_repaired, source.rows_rejected), (1, 1, 1));
    assert!(!source.is_log);
    assert_eq!(places(&project, Code::RowNoId), ["content/devices.csv:4"]);
    assert_eq!(places(&project, Code::ValueDate), ["content/devices.csv:3"]);
    assert_eq!(findings(&project, Code::HeaderUnknown).len(), 1);
}

#[test]
fn several_rows_of_a_device_are_ownership_intervals() {
    let project = ProjectBuilder::new()
        .file(
            "content/devices.csv",
            "id,model,customer,customer_from,customer_to\n\
             D-1,M,C-2,2024-07-01,\nD-1,M,C-1,,2024-06-30\nd-1,M,C-1,,2024-06-30\nD-1,M,C-2,2024-07-01,\n",
        )
        .file("content/customers.csv", "id,name,aliases,contract_id,contract_end,sla_profile\nC-1,One,Uno;Eins,K-1,2025-12-31,stb\n")
        .file("content/devices/D-1.md", "---\nkind: device\n---\n# The old pump\n\n![](p.png)\n")
        .file("content/devices/p.png", "PNG")
        .read();
    reconciles(&project);
    let device = &project.records.devices[0];
    let owners: Vec<_> =
        device.owners.iter().map(|o| o.customer.as_ref().unwrap().as_str()).collect();
    assert_eq!(owners, ["C-1", "C-2"]);
    assert_eq!(device.meta.article.as_ref().map(|a| a.title.as_str()), Some("The old pump"));
    assert_eq!(project.records.customers[0].aliases, ["Uno", "Eins"]);
    assert_eq!(project.records.contracts[0].sla_profile.as_deref(), Some("stb"));
    let devices = project.sources.iter().find(|s| &*s.path == "content/devices.csv").unwrap();
    assert_eq!((devices.rows_read, devices.rows_skipped), (4, 1));
    assert!(project.attachments.contains_key("content/devices/p.png"));
}

#[test]
fn every_table_of_the_design_is_read() {
    let project = ProjectBuilder::new()
        .file("content/models.csv", "id,name,components,component_warranty_months,maintenance_interval,warranty_months\nM-A,Alpha,LCD;PSU,LCD:12;PSU:24,6 m,12\n")
        .file("content/parts.csv", "料号,名称,单价(元),易损件,来源\nPSU-12V,电源板,\"1,200.50\",是,原厂\n")
        .file("content/fault-codes.csv", "故障代码,含义,部件,适用型号\nE101,黑屏,LCD,M-A\n")
        .file("content/sites.csv", "id,customer,name,tz,distance_km\nS-1,C-1,Plant,Europe/Berlin,12.5\nS-2,C-1,Yard,Mars,-3\n")
        .file("content/contracts.csv", "id,customer,covers\nK-1,C-1,*\nK-2,,\n")
        .file("content/visits.csv", "id,device,kind,due_to,done_on,on_site\nV-1,D-1,首次,2024-02-29,,是\n")
        .file("content/trainings.csv", "id,customer,held_on,participants\nT-1,C-1,2024-02-01,12\n")
        .file("content/complaints.csv", "id,ticket,raised_at,type,attributable\nX-1,T1,2024-02-01 10:00,态度,否\n")
        .file("content/loaners.csv", "id,unit,device,out_at\nL-1,U-9,D-1,2024-02-01 10:00\n")
        .file("content/part-orders.csv", "id,part,qty,requested_on\nO-1,PSU-12V,2,2024-02-01\n")
        .file("content/actions.csv", "id,kind,title,due\nA-1,预防,Check,2024-05-01\n")
        .file("content/visits/v2.md", "---\nkind: visit\ndevice: D-1\nvisit_kind: last\ndone_on: 2024-03-01\n---\n# Last visit\n## Findings\nall good\n")
        .file("content/complaints/x2.md", "---\nraised_at: 2024-03-01\n---\n# Late again\n")
        .read();
    reconciles(&project);
    let records = &project.records;
    let model = &records.models[0];
    assert_eq!(
        (model.maintenance_interval_days, model.component_warranty_months.len()),
        (Some(183), 2)
    );
    assert_eq!(records.parts[0].unit_cost, Some(1200.5));
    assert!(records.parts[0].wear_part);
    assert_eq!(records.codes[0].title, "黑屏");
    assert_eq!((records.sites[1].zone.as_deref(), records.sites[1].distance_km), (None, None));
    assert_eq!(records.contracts.len(), 1);
    assert_eq!((records.visits[0].kind, records.visits[0].on_site), (VisitKind::First, Some(true)));
    assert_eq!(
        (records.visits[1].kind, records.visits[1].findings.as_deref()),
        (VisitKind::Last, Some("all good"))
    );
    assert_eq!(records.trainings[0].participants, Some(12));
    assert_eq!(records.complaints[0].attributable_to_service, Some(false));
    assert_eq!(records.complaints[1].text.as_deref(), Some("Late again"));
    assert_eq!(
        (records.loaners.len(), records.part_orders.len(), records.actions.len()),
        (1, 1, 1)
    );
    assert_eq!(
        codes(&project),
        [Code::ValueNumber, Code::ValueWord, Code::RecordField],
        "{:?}",
        project.diagnostics
    );
}

#[test]
fn a_foreign_table_is_mapped_by_its_block() {
    let project = ProjectBuilder::new()
        .config(
            "[tables.devices]\npath = \"content/units.csv\"\n\
             columns = { unit_id = \"id\", unit_type = \"model\", station_code = \"customer\", station_name = \"site\" }\n\
             keep = { unit_category = [\"EMS\"] }\nmissing = { station_name = [\"?\"] }\nvalues = { model = { AMB = \"Ambulance\" } }\n",
        )
        .file("content/units.csv", "unit_id,unit_type,station_code,station_name,unit_category\nU1,AMB,S1,North,EMS\nU2,AMB,S1,?,EMS\nB1,BOAT,S2,Lake,Fire\n")
        .read();
    reconciles(&project);
    assert_eq!(project.records.devices.len(), 2);
    assert_eq!(project.sources[0].rows_skipped, 1);
    assert_eq!(project.records.devices[0].model.as_ref().unwrap().as_str(), "Ambulance");
    assert_eq!(project.records.sites.len(), 1);
}

#[test]
fn a_column_that_a_block_maps_wins_over_one_known_by_its_name() {
    let project = ProjectBuilder::new()
        .config("[tables.devices]\npath = \"units.csv\"\ncolumns = { unit = \"id\", station = \"customer\" }\n")
        .file("units.csv", "id,unit,customer,station\n77,U-1,x,S-1\n")
        .read();
    let device = &project.records.devices[0];
    assert_eq!(device.id.as_str(), "U-1");
    assert_eq!(device.owners[0].customer.as_ref().unwrap().as_str(), "S-1");
    assert_eq!(device.meta.unknown.len(), 2);
}

#[test]
fn in_a_log_too_a_mapped_column_wins_wherever_it_stands() {
    let project = ProjectBuilder::new()
        .config("[[logs]]\npath = \"log.csv\"\ncolumns = { seen = \"reported_at\" }\n")
        .file(
            "log.csv",
            "ticket_id,reported_at,device_id,seen\n\
             T-1,2026-03-01 08:00,D-1,2026-02-27 07:00\nT-2,2026-03-02 08:00,D-1,\n",
        )
        .read();
    let events = &project.records.events;
    let day = |row: usize| {
        let at = events.get(row).reported().expect("a time");
        project.settings.zone.day(at).to_string()
    };
    assert_eq!(day(0), "2026-02-27", "what the block maps");
    assert_eq!(day(1), "2026-03-02", "the other fills in");
    let notes: Vec<(&str, &str)> = events.get(0).cells().collect();
    assert_eq!(notes, [("reported_at", "2026-03-01 08:00")], "and nothing is lost");
}

#[test]
fn two_rows_of_one_customer_that_differ_stop_the_build() {
    let project = ProjectBuilder::new()
        .file("content/customers.csv", "id,name\nC-1,One\nC-1,Other\nC-1,One\n")
        .read();
    assert_eq!(places(&project, Code::IdCollision), ["content/customers.csv:3"]);
    assert_eq!(project.sources[0].rows_skipped, 1);
}

#[test]
fn the_instant_is_the_end_of_the_last_day_without_outliers() {
    let report = |id: &str, at: &str, more: &str| {
        format!("---\nid: {id}\ndevice: D\nreported_at: {at}\n{more}---\n# X\n")
    };
    let builder = ProjectBuilder::new()
        .file("content/faults/a.md", &report("A", "2024-03-01T10:00", ""))
        .file(
            "content/faults/b.md",
            &report("B", "2024-03-20T23:00", "resolved_at: 2042-03-21T01:00\n"),
        )
        .file("content/faults/c.md", &report("C", "2024-03-10T10:00", ""));
    let project = builder.read();
    let iso = |p: &Project| p.settings.zone.iso(p.settings.as_of.unwrap());
    assert_eq!(iso(&project), "2024-03-20T23:59:59+08:00");
    assert!(!project.settings.as_of_fixed);
    assert_eq!(codes(&project), [Code::StampOutlier]);
    assert!(project.records.events.iter().all(|e| e.resolved().is_none()));
    let fixed = builder.built_for("2024-03-10").read();
    assert_eq!(iso(&fixed), "2024-03-10T23:59:59+08:00");
    assert!(fixed.settings.as_of_fixed);
    // A slip of the pen is one with a fixed instant, too.
    assert_eq!(findings(&fixed, Code::StampFuture).len(), 1);
    assert_eq!(findings(&fixed, Code::StampOutlier).len(), 1);
    let wrong = ProjectBuilder::new().file("content/faults/a.md", "# A\n").built_for("soon").read();
    assert!(wrong.diagnostics.stops() && wrong.settings.as_of.is_none());
}

#[test]
fn a_folder_without_layout_is_sorted_by_names_headers_and_kinds() {
    let project = ProjectBuilder::new()
        .file("export.csv", "工单号,设备编号,报修时间\nT1,D-1,2024-03-05 10:00\n")
        .file("devices.csv", "id,model\nD-1,M\n")
        .file("prices.csv", "item,colour\nA,red\n")
        .file("fix.md", "# Fix it\n## Solution\nx\n")
        .file(
            "broken.md",
            "---\nkind: fault_report\ndevice: D-1\nreported_at: 2024-03-05\n---\n# Broken\n",
        )
        .file("img/a.png", "PNG")
        .file("output/internal/index.md", "# not input\n")
        .read();
    assert_eq!(project.records.devices.len(), 1);
    assert_eq!((project.records.solutions.len(), project.records.reports.len()), (1, 1));
    let logs: Vec<_> = project.sources.iter().filter(|s| s.is_log).map(|s| &*s.path).collect();
    assert_eq!(logs, ["export.csv"]);
    assert_eq!(places(&project, Code::FileIgnored), ["prices.csv"]);
    assert!(project.attachments.contains_key("img/a.png"));
}

#[test]
fn a_folder_with_one_csv_is_a_project() {
    let project = ProjectBuilder::new().file("whatever.csv", "a,b\n1,2\n").read();
    assert_eq!(project.sources.len(), 1);
    assert!(project.sources[0].is_log);
}

#[test]
fn a_file_is_read_by_the_first_block_that_names_it() {
    let project = ProjectBuilder::new()
        .config(
            "[[solutions]]\npath = \"content/faults/*.md\"\n[[faults]]\npath = [\"content/faults/a.md\", \"content/gone/*.md\"]\n",
        )
        .file("content/faults/a.md", "# A\n")
        .file("content/logs/log10.csv", "设备编号,报修时间\nD,2024-01-01\n")
        .file("content/logs/log2.csv", "设备编号,报修时间\nD,2024-01-02\n")
        .read();
    assert_eq!((project.records.solutions.len(), project.records.reports.len()), (1, 0));
    assert_eq!(places(&project, Code::ConfigNoMatch), ["faultbook.toml:3"]);
    let paths: Vec<_> = project.sources.iter().map(|s| &*s.path).collect();
    assert_eq!(paths, ["content/logs/log2.csv", "content/logs/log10.csv"]);
}

/// Seconds to read a table of so many devices.
fn reading_devices(count: usize) -> f64 {
    let rows: Vec<String> = (0..count).map(|n| format!("D-{n},M,C-1\n")).collect();
    let project = ProjectBuilder::new()
        .file("content/devices.csv", &format!("device_id,model,customer\n{}", rows.concat()))
        .file("content/logs/a.csv", "device_id,reported_at\nD-1,2024-03-05\n");
    let started = std::time::Instant::now();
    assert_eq!(project.read().records.devices.len(), count);
    started.elapsed().as_secs_f64()
}

#[test]
fn ten_times_the_devices_take_about_ten_times_as_long() {
    reading_devices(300);
    let (few, many) = (reading_devices(2_000), reading_devices(20_000));
    assert!(many < 40.0 * few, "{few} s, then {many} s");
}
