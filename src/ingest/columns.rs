//! The fields of every master table and of solution articles, with the headers and
//! keys by which people call them (`domain.md` §2.1, §2.3). Events have theirs in
//! `header`.

use hashbrown::HashMap;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// What a table or a folder of Markdown files holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Devices.
    Devices,
    /// Customers.
    Customers,
    /// Sites.
    Sites,
    /// Device models.
    Models,
    /// Spare parts.
    Parts,
    /// Fault codes.
    FaultCodes,
    /// Components.
    Components,
    /// Contracts.
    Contracts,
    /// Visits.
    Visits,
    /// Trainings.
    Trainings,
    /// Complaints.
    Complaints,
    /// Loaners.
    Loaners,
    /// Part orders.
    PartOrders,
    /// Corrective and preventive actions.
    Actions,
    /// Solution articles.
    Solutions,
    /// Fault reports: the keys that are no event's.
    Reports,
}

impl Kind {
    /// Every kind that may stand in a table.
    pub(super) const TABLES: [Self; 14] = [
        Self::Devices,
        Self::Customers,
        Self::Sites,
        Self::Models,
        Self::Parts,
        Self::FaultCodes,
        Self::Components,
        Self::Contracts,
        Self::Visits,
        Self::Trainings,
        Self::Complaints,
        Self::Loaners,
        Self::PartOrders,
        Self::Actions,
    ];

    /// The file or folder name in `content/`, and the name in `[tables.<name>]`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Devices => "devices",
            Self::Customers => "customers",
            Self::Sites => "sites",
            Self::Models => "models",
            Self::Parts => "parts",
            Self::FaultCodes => "fault-codes",
            Self::Components => "components",
            Self::Contracts => "contracts",
            Self::Visits => "visits",
            Self::Trainings => "trainings",
            Self::Complaints => "complaints",
            Self::Loaners => "loaners",
            Self::PartOrders => "part-orders",
            Self::Actions => "actions",
            Self::Solutions => "solutions",
            Self::Reports => "faults",
        }
    }

    /// The table of a name; `fault_codes` and `fault-codes` are one.
    pub(super) fn table(name: &str) -> Option<Self> {
        let folded = fold(name);
        Self::TABLES.into_iter().find(|kind| fold(kind.name()) == folded)
    }

    /// The kind a `kind:` key of front matter names.
    pub(super) fn of_word(word: &str) -> Option<Self> {
        let folded = fold(word);
        let chinese = match folded.as_str() {
            "solution" | "bulletin" | "article" | "解决方案" | "知识" => {
                Some(Self::Solutions)
            }
            "faultreport" | "report" | "fault" | "incident" | "故障报告" | "报修单" => {
                Some(Self::Reports)
            }
            _ => None,
        };
        chinese.or_else(|| {
            Self::TABLES.into_iter().find(|k| fold(k.name()).trim_end_matches('s') == folded)
        })
    }

    fn columns(self) -> &'static [(&'static str, &'static [&'static str])] {
        match self {
            Self::Devices => DEVICES,
            Self::Customers => CUSTOMERS,
            Self::Sites => SITES,
            Self::Models => MODELS,
            Self::Parts => PARTS,
            Self::FaultCodes => FAULT_CODES,
            Self::Components => COMPONENTS,
            Self::Contracts => CONTRACTS,
            Self::Visits => VISITS,
            Self::Trainings => TRAININGS,
            Self::Complaints => COMPLAINTS,
            Self::Loaners => LOANERS,
            Self::PartOrders => PART_ORDERS,
            Self::Actions => ACTIONS,
            Self::Solutions => SOLUTIONS,
            Self::Reports => REPORTS,
        }
    }

    /// The canonical field a header or key means, if it is known.
    pub(super) fn canonical(self, header: &str) -> Option<&'static str> {
        let found = FIELDS.get(&self).and_then(|fields| fields.get(&fold(header)));
        found.copied().or_else(|| {
            let parts: Vec<&str> = header.split('/').collect();
            (parts.len() > 1).then(|| parts.iter().find_map(|part| self.canonical(part)))?
        })
    }
}

/// Fields by kind and folded word; only looked up, never iterated. A field's own
/// name goes before every other word.
static FIELDS: LazyLock<BTreeMap<Kind, HashMap<String, &'static str>>> = LazyLock::new(|| {
    let kinds = Kind::TABLES.into_iter().chain([Kind::Solutions, Kind::Reports]);
    let fields = |kind: Kind| {
        let columns = kind.columns();
        let names = columns.iter().map(|(name, _)| (name, name));
        let words = columns.iter().flat_map(|(name, words)| words.iter().map(move |w| (w, name)));
        let mut fields = HashMap::new();
        for (word, name) in names.chain(words) {
            fields.entry(fold(word)).or_insert(*name);
        }
        fields
    };
    kinds.map(|kind| (kind, fields(kind))).collect()
});

/// A header as it is compared: NFKC, lower case, without a bracketed note, spaces,
/// `_`, `-` and a trailing `*` or `:`.
pub(super) fn fold(header: &str) -> String {
    let text = if header.is_ascii() {
        header.to_ascii_lowercase()
    } else {
        header.nfkc().collect::<String>().to_lowercase()
    };
    let text = text.trim().trim_end_matches(['*', ':']).trim();
    let bare = match text.find(['(', '[', '【']) {
        Some(at) if at > 0 => &text[..at],
        _ => text,
    };
    bare.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-')).collect()
}

type Columns = &'static [(&'static str, &'static [&'static str])];

const DEVICES: Columns = &[
    (
        "id",
        &[
            "device_id",
            "device",
            "asset",
            "asset_id",
            "设备编号",
            "设备号",
            "产品编号",
            "编号",
            "机身号",
            "出厂编号",
            "车牌号",
            "資產編號",
            "資产编号",
        ],
    ),
    ("serial", &["serial_number", "serial_no", "sn", "s/n", "序列号", "出厂序列号"]),
    ("serial_from", &["序列号起始", "换板日期", "序列号启用"]),
    ("serial_to", &["序列号截止", "序列号停用"]),
    ("name", &["device_name", "设备名称", "产品名称", "名称", "机器名"]),
    (
        "model",
        &["model_id", "unit_type", "型号", "设备型号", "产品型号", "机型", "规格型号", "车型"],
    ),
    (
        "customer",
        &[
            "customer_id",
            "客户",
            "客户名称",
            "客户编号",
            "用户单位",
            "使用单位",
            "业主",
            "公司名称",
        ],
    ),
    ("site", &["site_id", "location", "地点", "安装地点", "使用地点", "站点", "现场地址", "门店"]),
    ("produced_on", &["生产日期", "制造日期", "produced"]),
    ("shipped_on", &["发货日期", "出厂日期", "shipped"]),
    ("installed_on", &["安装日期", "装机日期", "installed"]),
    ("commissioned_on", &["调试日期", "投运日期", "投用日期", "启用日期", "commissioned"]),
    ("accepted_on", &["验收日期", "交付日期", "竣工日期", "签收日期", "accepted"]),
    ("warranty_start", &["质保开始", "保修开始", "质保起始", "质保开始日期"]),
    (
        "warranty_end",
        &["质保到期", "保修到期", "质保截止", "保修期至", "过保日期", "质保到期日", "质保到期日期"],
    ),
    ("component_warranty", &["部件质保", "部件保修"]),
    ("extended_to", &["延保至", "延保到期"]),
    ("support_until", &["支持至", "技术支持至", "服务截止"]),
    ("spares_until", &["备件供应至", "备件至"]),
    ("retired_on", &["报废日期", "退役日期", "停用日期", "retired"]),
    ("firmware", &["固件", "固件版本", "软件版本"]),
    ("batch", &["批次", "批号", "生产批次"]),
    ("status", &["状态", "设备状态"]),
    ("next_maintenance_on", &["下次保养", "下次保养日期", "下次维护", "保养到期"]),
    ("aliases", &["别名", "曾用编号", "其他编号"]),
    ("customer_from", &["客户起始", "使用开始", "归属开始"]),
    ("customer_to", &["客户截止", "使用截止", "归属截止"]),
];

const CUSTOMERS: Columns = &[
    ("id", &["customer_id", "customer", "客户编号", "客户代码", "编号"]),
    ("name", &["customer_name", "客户名称", "名称", "公司名称", "客户", "用户单位", "使用单位"]),
    ("aliases", &["别名", "简称", "曾用名"]),
    ("contact", &["联系人", "客户联系人"]),
    ("phone", &["电话", "联系电话", "手机", "联系方式"]),
    ("email", &["mail", "邮箱", "电子邮件", "邮件"]),
    ("address", &["地址", "客户地址"]),
    ("dealer", &["经销商", "代理商"]),
    ("created_on", &["建档日期", "创建日期"]),
    ("contract_id", &["contract", "合同编号"]),
    ("contract_start", &["合同开始", "合同起始"]),
    ("contract_end", &["合同到期", "合同截止"]),
    ("covers", &["覆盖范围", "保障范围"]),
    ("excludes", &["除外", "不含"]),
    ("sla_profile", &["sla", "服务等级"]),
];

const SITES: Columns = &[
    ("id", &["site_id", "site", "站点编号", "地点编号", "编号"]),
    ("customer", &["customer_id", "客户", "客户名称", "客户编号", "业主"]),
    ("name", &["site_name", "站点名称", "站点", "地点", "名称", "门店"]),
    ("address", &["地址", "现场地址"]),
    ("tz", &["timezone", "zone", "时区"]),
    ("distance_km", &["distance", "距离", "里程", "公里数"]),
];

const MODELS: Columns = &[
    ("id", &["model_id", "model", "型号", "设备型号", "产品型号", "机型", "型号编号", "编号"]),
    ("name", &["model_name", "型号名称", "名称", "产品名称"]),
    ("family", &["系列", "产品系列", "类别"]),
    ("components", &["部件", "组件", "模块"]),
    ("duty_hours_per_day", &["duty_hours", "每日运行小时", "日运行时间"]),
    ("maintenance_interval", &["maintenance_interval_days", "保养周期", "维护周期"]),
    ("warranty_months", &["warranty", "质保月数", "保修月数", "质保期"]),
    ("component_warranty_months", &["部件质保月数", "部件保修月数"]),
    ("wear_parts", &["易损件", "易耗件"]),
];

const PARTS: Columns = &[
    (
        "id",
        &[
            "part_id",
            "part",
            "part_no",
            "part_number",
            "配件编号",
            "配件编码",
            "备件编号",
            "备件编码",
            "备件号",
            "料号",
            "物料编号",
            "物料编码",
            "编号",
        ],
    ),
    ("name", &["part_name", "配件名称", "备件名称", "物料名称", "名称"]),
    ("unit", &["单位"]),
    ("unit_cost", &["cost", "price", "unit_price", "单价", "成本", "价格"]),
    ("vendor", &["supplier", "供应商", "厂家", "厂商"]),
    ("origin", &["来源", "原厂"]),
    ("wear_part", &["wear", "易损件", "是否易损"]),
    ("old_part_required", &["旧件回收", "需返旧件", "是否返件"]),
];

const FAULT_CODES: Columns = &[
    ("id", &["code", "fault_code", "故障代码", "故障码", "错误码", "报警代码", "代码"]),
    ("title", &["name", "meaning", "description", "名称", "含义", "故障名称", "说明"]),
    ("component", &["部件", "故障部位", "组件", "模块"]),
    ("severity", &["严重程度", "级别", "故障级别"]),
    ("aliases", &["别名"]),
    ("symptoms", &["symptom", "keywords", "现象", "故障现象", "关键词"]),
    ("models", &["model", "型号", "适用型号"]),
    ("solutions", &["solution", "方案", "解决方案", "方案编号"]),
];

const COMPONENTS: Columns = &[
    ("id", &["component_id", "component", "部件编号", "编号"]),
    ("name", &["部件名称", "部件", "名称"]),
    ("parent", &["上级", "上级部件"]),
    ("category", &["类别", "分类"]),
];

const CONTRACTS: Columns = &[
    ("id", &["contract_id", "contract", "合同编号", "合同号", "编号"]),
    ("customer", &["customer_id", "客户", "客户名称", "客户编号"]),
    ("start", &["from", "开始日期", "合同开始", "起始日期", "生效日期"]),
    ("end", &["to", "结束日期", "合同到期", "到期日期", "截止日期"]),
    ("covers", &["覆盖范围", "保障范围", "范围"]),
    ("excludes", &["除外", "不含"]),
    ("sla_profile", &["sla", "服务等级"]),
    ("devices", &["device", "设备", "设备编号"]),
];

const VISITS: Columns = &[
    ("id", &["visit_id", "编号", "巡访编号"]),
    ("device", &["device_id", "设备", "设备编号"]),
    ("site", &["site_id", "地点", "站点"]),
    ("kind", &["type", "visit_kind", "类型", "巡访类型", "种类"]),
    ("due_from", &["计划开始", "应访开始", "最早日期"]),
    ("due_to", &["due", "计划日期", "计划截止", "应访截止", "到期日期", "最晚日期"]),
    ("done_on", &["done", "完成日期", "实际日期", "巡访日期"]),
    ("on_site", &["onsite", "现场", "是否现场", "上门"]),
    ("findings", &["finding", "发现", "巡访结果", "发现问题"]),
    ("engineer", &["工程师", "巡访人", "服务人员"]),
];

const TRAININGS: Columns = &[
    ("id", &["training_id", "编号", "培训编号"]),
    ("device", &["device_id", "设备", "设备编号"]),
    ("customer", &["customer_id", "客户", "客户名称"]),
    ("notified_on", &["notice", "通知日期"]),
    ("held_on", &["date", "held", "培训日期", "日期"]),
    ("participants", &["人数", "参加人数", "培训人数"]),
    ("trainer", &["讲师", "培训人", "培训师"]),
    ("topic", &["subject", "主题", "内容", "培训内容"]),
];

const COMPLAINTS: Columns = &[
    ("id", &["complaint_id", "编号", "投诉编号"]),
    ("ticket", &["ticket_id", "event", "工单号", "单号"]),
    ("device", &["device_id", "设备", "设备编号"]),
    ("customer", &["customer_id", "客户", "客户名称"]),
    ("raised_at", &["raised", "date", "投诉时间", "投诉日期"]),
    ("kind", &["type", "complaint_type", "类型", "投诉类型"]),
    ("attributable_to_service", &["attributable", "服务责任", "是否服务责任"]),
    ("owner", &["负责人", "处理人"]),
    ("replied_at", &["replied", "回复时间", "答复时间"]),
    ("closed_at", &["closed", "关闭时间", "结案时间", "结案日期"]),
    ("text", &["content", "description", "内容", "投诉内容"]),
    ("compensation", &["赔偿", "补偿"]),
];

const LOANERS: Columns = &[
    ("id", &["loaner_id", "编号", "借用编号"]),
    ("unit", &["loaner", "loaner_unit", "备机", "替代设备", "借用设备"]),
    ("device", &["device_id", "设备", "设备编号"]),
    ("customer", &["customer_id", "客户", "客户名称"]),
    ("out_at", &["out", "loaner_out_at", "借出时间", "借出日期"]),
    ("back_at", &["back", "loaner_back_at", "归还时间", "归还日期"]),
];

const PART_ORDERS: Columns = &[
    ("id", &["order_id", "编号", "申请单号", "调拨单号"]),
    ("part", &["part_id", "配件", "配件编号", "料号"]),
    ("qty", &["quantity", "数量"]),
    ("ticket", &["ticket_id", "工单号", "单号"]),
    ("device", &["device_id", "设备", "设备编号"]),
    ("requested_on", &["requested", "申请日期"]),
    ("shipped_on", &["shipped", "发货日期"]),
    ("received_on", &["received", "收货日期", "到货日期"]),
    ("requested_by", &["申请人"]),
];

const ACTIONS: Columns = &[
    ("id", &["action_id", "编号", "措施编号"]),
    ("kind", &["type", "类型", "措施类型"]),
    ("title", &["action", "description", "measure", "措施", "内容", "措施内容", "标题"]),
    ("source", &["来源"]),
    ("code", &["fault_code", "故障代码"]),
    ("model", &["型号"]),
    ("device", &["device_id", "设备", "设备编号"]),
    ("owner", &["负责人", "责任人"]),
    ("due", &["due_on", "截止日期", "计划完成", "到期日期", "期限", "截止", "到期"]),
    ("done_on", &["done", "完成日期", "实际完成"]),
    ("effect_metric", &["metric", "效果指标", "指标"]),
];

const SOLUTIONS: Columns = &[
    ("id", &["solution_id", "编号", "方案编号", "知识编号", "解决方案编号"]),
    ("title", &["标题", "名称"]),
    ("kind", &["类型"]),
    ("confidence", &["置信度", "可信度", "验证状态"]),
    ("audience", &["readers", "受众", "读者", "可见范围"]),
    ("governance", &["治理"]),
    ("fault_codes", &["codes", "code", "fault_code", "故障代码", "故障码", "错误码", "代码"]),
    ("components", &["component", "部件", "组件", "故障部位", "模块"]),
    ("models", &["model", "型号", "适用型号", "机型"]),
    ("symptoms", &["symptom", "现象", "故障现象", "症状"]),
    ("cause_category", &["原因类别", "故障类别"]),
    ("parts", &["part", "配件", "更换配件", "备件"]),
    ("tools", &["tool", "工具"]),
    ("duration_min", &["duration", "用时", "所需时间", "时长"]),
    ("skill_level", &["skill", "技能等级", "技能要求"]),
    ("remote_possible", &["remote", "可远程", "远程处理"]),
    ("risk", &["risks", "风险", "危险"]),
    ("author", &["作者", "编写人"]),
    ("created", &["created_on", "date", "创建日期", "编写日期", "日期"]),
    ("verified", &["verified_on", "reviewed", "核对日期", "验证日期", "复核日期"]),
    ("supersedes", &["取代", "替代"]),
    ("tickets", &["ticket", "工单", "工单号"]),
    ("tags", &["tag", "标签", "关键词", "keywords"]),
    ("draft", &["草稿"]),
];

const REPORTS: Columns = &[
    ("id", &["report_id", "ticket_id", "编号", "工单号", "报修单号", "单号"]),
    ("title", &["标题"]),
    ("kind", &["类型"]),
    ("device", &["devices", "device_id", "设备", "设备编号", "产品编号"]),
    ("tags", &["tag", "标签"]),
    ("parts", &["配件", "更换配件", "备件", "使用配件"]),
    ("pauses", &["暂停"]),
    ("draft", &["草稿"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_known_in_both_languages() {
        for (kind, header, want) in [
            (Kind::Devices, "设备编号*", Some("id")),
            (Kind::Devices, "Warranty End", Some("warranty_end")),
            (Kind::Devices, "客户名称", Some("customer")),
            (Kind::Devices, "质保到期（日期）", Some("warranty_end")),
            (Kind::Devices, "S/N", Some("serial")),
            (Kind::Devices, "型号/Model", Some("model")),
            (Kind::Parts, "单价(元)", Some("unit_cost")),
            (Kind::Solutions, "适用型号", Some("models")),
            (Kind::Solutions, "faultCodes", Some("fault_codes")),
            (Kind::Devices, "颜色", None),
        ] {
            assert_eq!(kind.canonical(header), want, "{header}");
        }
    }

    #[test]
    fn no_table_names_a_header_twice() {
        for kind in Kind::TABLES.into_iter().chain([Kind::Solutions, Kind::Reports]) {
            let mut seen = std::collections::BTreeMap::new();
            for (name, words) in kind.columns() {
                for word in words.iter().chain([name]) {
                    let former = seen.insert(fold(word), *name);
                    assert!(former.is_none_or(|f| f == *name), "{kind:?}: {word}");
                }
            }
        }
    }

    #[test]
    fn tables_are_found_by_name() {
        assert_eq!(Kind::table("fault_codes"), Some(Kind::FaultCodes));
        assert_eq!(Kind::table("part-orders"), Some(Kind::PartOrders));
        assert_eq!(Kind::of_word("fault_report"), Some(Kind::Reports));
        assert_eq!(Kind::of_word("visit"), Some(Kind::Visits));
    }
}
