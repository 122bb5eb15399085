//! The words people write for the closed lists of `model::words`, in Chinese and
//! English, and the nearest known one for a word that is not among them.

use super::fold;
use crate::model::words::{
    ActionKind, CauseCategory, Channel, ChargeType, ComplaintKind, Confidence, DeviceStatus,
    OldPartStatus, PartOrigin, Personal, Priority, Readers, ResponsibleParty, ServiceType, Status,
    VisitKind,
};

/// A closed list whose words are recognised.
pub trait Word: Copy + Sized + 'static {
    /// Every word with its canonical name.
    const ALL: &'static [Self];
    /// The further words for each, in the form that [`fold`] gives, without blanks,
    /// `_` and `-`.
    const ALIASES: &'static [(Self, &'static [&'static str])];
    /// The canonical name.
    fn name(self) -> &'static str;
    /// The word of a canonical name.
    fn canonical(text: &str) -> Option<Self>;

    /// The word a person meant.
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(word) = Self::canonical(text) {
            return Some(word);
        }
        let key = key(text);
        let named = Self::ALL.iter().copied().find(|w| squeeze(&fold(w.name())) == key);
        named.or_else(|| {
            let mut lists = Self::ALIASES.iter();
            lists.find(|(_, words)| words.contains(&key.as_str())).map(|(word, _)| *word)
        })
    }

    /// The known word that looks most like a text.
    fn nearest(text: &str) -> Option<&'static str> {
        if text.len() > LONGEST_SLIP {
            return None;
        }
        let key = key(text);
        let names = Self::ALL.iter().map(|w| w.name());
        let aliases = Self::ALIASES.iter().flat_map(|(_, words)| words.iter().copied());
        let mut best: Option<(f64, &'static str)> = None;
        for word in names.chain(aliases) {
            let score = strsim::jaro_winkler(&key, &squeeze(&fold(word)));
            if score > best.map_or(0.84, |b| b.0) {
                best = Some((score, word));
            }
        }
        best.map(|b| b.1)
    }

    /// All canonical names, for messages.
    fn list() -> String {
        Self::ALL.iter().map(|w| w.name()).collect::<Vec<_>>().join(", ")
    }
}

/// A text longer than this, in bytes, is no word with a slip in it; comparing it with
/// every word there is would take for ever.
const LONGEST_SLIP: usize = 200;

fn key(text: &str) -> String {
    squeeze(&fold(text))
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-')).collect()
}

macro_rules! aliases {
    ($($name:ident { $($variant:ident: [$($word:literal),* $(,)?],)* })*) => {$(
        impl Word for $name {
            const ALL: &'static [Self] = $name::ALL;
            const ALIASES: &'static [(Self, &'static [&'static str])] =
                &[$(($name::$variant, &[$($word),*]),)*];
            fn name(self) -> &'static str { self.as_str() }
            fn canonical(text: &str) -> Option<Self> { Self::from_canonical(text) }
        }
    )*};
}

aliases! {
    ServiceType {
        Repair: ["维修", "修理", "报修", "故障维修", "上门维修", "现场维修", "检修", "fix", "breakdown", "corrective", "fault"],
        Remote: ["远程", "远程支持", "远程维修", "远程协助", "电话支持", "remotesupport", "remoterepair"],
        Rescue: ["救援", "道路救援", "抢修", "roadside"],
        Install: ["安装", "调试", "安装调试", "装机", "installation", "commissioning"],
        Maintenance: ["保养", "维护", "维保", "定期保养", "预防性维护", "preventive", "preventivemaintenance", "pm", "service"],
        Visit: ["巡访", "巡检", "巡查", "回访", "走访", "inspection"],
        Training: ["培训", "trainings"],
        Upgrade: ["升级", "改造", "软件升级", "update", "retrofit"],
        Consult: ["咨询", "技术咨询", "consulting", "consultation", "question", "enquiry"],
        Complaint: ["投诉", "抱怨"],
        Parts: ["配件", "配件供应", "备件", "备件供应", "spareparts", "partsupply"],
        Other: ["其他", "其它", "misc"],
    }
    ChargeType {
        FreeWarranty: ["保内", "保内免费", "在保", "质保", "质保内", "保修", "保修期内", "免费", "warranty", "inwarranty", "free", "underwarranty"],
        Contract: ["合同", "维保", "合同内", "维保合同", "servicecontract", "amc"],
        Paid: ["有偿", "收费", "保外", "保外收费", "过保", "付费", "自费", "出保", "outofwarranty", "charged", "billable", "chargeable"],
        Goodwill: ["善意", "免费(善意)", "优惠", "赠送", "courtesy"],
        Undetermined: ["未定", "待定", "未确定", "unknown", "tbd"],
    }
    CauseCategory {
        Design: ["设计", "设计缺陷", "设计问题"],
        Manufacturing: ["制造", "质量", "制造/质量", "制造质量", "质量问题", "产品质量", "品质", "quality", "defect"],
        Installation: ["安装", "安装不当", "安装问题"],
        User: ["使用不当", "人为", "人为损坏", "操作不当", "误操作", "用户原因", "使用", "usererror", "misuse", "operator", "human"],
        Maintenance: ["维护不当", "保养不当", "维护", "poormaintenance"],
        Wear: ["老化", "磨损", "老化磨损", "自然损耗", "寿命到期", "正常磨损", "wearout", "aging", "ageing"],
        External: ["外部", "外部原因", "供电", "雷击", "环境", "电源", "外部(供电/雷击)", "environment", "power"],
        Software: ["软件", "配置", "软件/配置", "程序", "固件", "configuration", "config", "firmware", "bug"],
        Transport: ["运输", "运输损坏", "物流", "shipping"],
        ForceMajeure: ["不可抗力", "自然灾害"],
        Nff: ["未发现故障", "未见故障", "无故障", "无故障发现", "正常", "nofaultfound", "ntf", "notreproducible"],
        Unknown: ["未知", "不明", "原因不明", "未查明", "unclear"],
    }
    Status {
        Open: ["未处理", "待处理", "新建", "待派工", "未完成", "未结", "new", "reported", "todo"],
        InProgress: ["处理中", "进行中", "维修中", "已派工", "已受理", "assigned", "working", "dispatched", "wip", "investigating"],
        WaitingParts: ["等待配件", "待件", "缺件", "等配件", "待配件", "等备件", "awaitingparts", "partsordered"],
        WaitingCustomer: ["等待客户", "待客户", "待客户确认", "等客户", "awaitingcustomer", "pending", "onhold"],
        Resolved: ["已解决", "已修复", "已完成", "完成", "修复", "解决", "done", "fixed", "completed", "complete", "finished"],
        Closed: ["已关闭", "关闭", "已结单", "结案", "已归档", "归档", "完结", "已结", "archived"],
        Cancelled: ["取消", "已取消", "作废", "撤销", "canceled", "void", "withdrawn"],
        Duplicate: ["重复", "重复单", "dup"],
    }
    Priority {
        P1: ["1", "一级", "1级", "紧急", "特急", "严重", "非常紧急", "critical", "urgent", "emergency", "blocker"],
        P2: ["2", "二级", "2级", "高", "较急", "重要", "high", "major"],
        P3: ["3", "三级", "3级", "中", "一般", "普通", "medium", "normal", "moderate"],
        P4: ["4", "四级", "4级", "低", "轻微", "不急", "low", "minor", "trivial"],
    }
    Channel {
        Phone: ["电话", "来电", "热线", "手机", "call", "hotline", "telephone"],
        Web: ["网络", "网站", "线上", "微信", "小程序", "app", "portal", "online", "wechat"],
        Mail: ["邮件", "电子邮件", "来函", "信函", "传真", "email", "letter", "fax"],
        Visit: ["上门", "巡访", "现场", "onsite"],
        Monitoring: ["监控", "报警", "远程监控", "自动", "alarm", "iot", "automatic"],
        WalkIn: ["到店", "来店", "进店", "送修", "counter"],
    }
    ResponsibleParty {
        Supplier: ["供应商", "厂家", "供方", "制造商", "厂商", "vendor", "manufacturer"],
        OwnWork: ["本公司", "我方", "施工", "公司", "自身", "us", "ourselves"],
        Customer: ["客户", "用户", "业主", "顾客", "user"],
        ThirdParty: ["第三方", "外部", "他方", "external"],
        Unknown: ["未知", "不明", "未定"],
    }
    OldPartStatus {
        Scrapped: ["报废", "已报废", "废弃", "丢弃", "scrap"],
        Refurbished: ["翻新", "修复", "返修入库", "维修入库", "repaired", "refurbish"],
        ReturnedToVendor: ["返厂", "退厂", "返还厂家", "退供应商", "已返厂", "是", "已返", "返件", "returned", "rma"],
        KeptByCustomer: ["客户留存", "留客户", "客户自留", "客户保留", "kept"],
        Pending: ["待处理", "待回收", "未返", "待返", "待定", "未回收", "否", "open", "outstanding"],
    }
    Confidence {
        WorkInProgress: ["草稿", "编写中", "wip", "draft"],
        NotValidated: ["未验证", "待验证", "unverified", "notverified"],
        Validated: ["已验证", "验证", "verified", "approved", "published"],
        Archived: ["归档", "已归档", "作废", "obsolete", "retired"],
    }
    Readers {
        Internal: ["内部", "private"],
        Partner: ["合作伙伴", "经销商", "代理商", "dealer"],
        Customer: ["客户", "用户", "customers"],
        Public: ["公开", "all"],
    }
    Personal {
        Phone: ["电话", "手机", "telephone", "mobile", "phones"],
        Email: ["邮箱", "邮件", "mail", "mails", "emails"],
        Identity: ["身份证", "身份证号", "idnumber", "identitynumber", "identities"],
        Plate: ["车牌", "车牌号", "plates", "licenceplate", "licenseplate"],
        Address: ["地址", "addresses"],
    }
    VisitKind {
        First: ["首次", "首访", "第一次"],
        Mid: ["中期", "中间", "middle"],
        Last: ["末次", "末访", "保修期满前"],
        Monthly: ["月度", "每月", "月访"],
        Quarterly: ["季度", "每季", "季访"],
        Maintenance: ["保养", "维护"],
        Other: ["其他", "其它"],
    }
    ActionKind {
        Corrective: ["纠正", "纠正措施"],
        Preventive: ["预防", "预防措施", "preventative"],
    }
    ComplaintKind {
        Attitude: ["态度", "服务态度"],
        Quality: ["质量", "维修质量", "服务质量"],
        Delay: ["延误", "拖延", "不及时", "超时", "late"],
        Fee: ["费用", "收费", "乱收费", "price", "cost"],
        Conduct: ["行为", "违规", "behaviour", "behavior"],
        Other: ["其他", "其它"],
    }
    DeviceStatus {
        InService: ["在用", "使用中", "运行", "正常", "active", "inuse", "running", "operational"],
        Spare: ["备用", "备机", "闲置", "库存", "stock", "idle"],
        Loaner: ["替代", "借用", "替代机", "借出", "loan"],
        Retired: ["报废", "退役", "停用", "已报废", "拆除", "decommissioned", "scrapped", "inactive"],
    }
    PartOrigin {
        Original: ["原厂", "原装", "oem", "genuine"],
        Approved: ["认可", "许可", "厂家认可"],
        Other: ["其他", "其它", "副厂"],
    }
}

/// A satisfaction word as a score of 1 to 5.
pub fn satisfaction(text: &str) -> Option<f64> {
    Some(match key(text).as_str() {
        "非常满意" | "很满意" | "十分满意" | "verysatisfied" | "excellent" => 5.0,
        "满意" | "satisfied" | "good" => 4.0,
        "一般" | "基本满意" | "较满意" | "neutral" | "average" | "fair" => 3.0,
        "不满意" | "dissatisfied" | "unsatisfied" | "poor" => 2.0,
        "非常不满意" | "很不满意" | "verydissatisfied" | "bad" => 1.0,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_and_english_words_meet() {
        assert_eq!(ServiceType::read("维修"), Some(ServiceType::Repair));
        assert_eq!(ServiceType::read("安装调试"), Some(ServiceType::Install));
        assert_eq!(ChargeType::read("保内免费"), Some(ChargeType::FreeWarranty));
        assert_eq!(ChargeType::read("Free Warranty"), Some(ChargeType::FreeWarranty));
        assert_eq!(CauseCategory::read("老化磨损"), Some(CauseCategory::Wear));
        assert_eq!(Status::read("In-Progress"), Some(Status::InProgress));
        assert_eq!(Priority::read("p2"), Some(Priority::P2));
        assert_eq!(OldPartStatus::read("返厂"), Some(OldPartStatus::ReturnedToVendor));
        assert_eq!(satisfaction("基本满意"), Some(3.0));
    }

    #[test]
    fn a_slip_is_answered_with_the_nearest_word() {
        assert_eq!(ServiceType::read("repiar"), None);
        assert_eq!(ServiceType::nearest("repiar"), Some("repair"));
        assert_eq!(Status::nearest("qqqq"), None);
    }

    fn no_word_means_two_things<W: Word>() {
        let mut seen = std::collections::BTreeSet::new();
        for (word, list) in W::ALIASES {
            for text in *list {
                assert!(seen.insert(*text), "{text} stands twice ({})", word.name());
                assert_eq!(key(text), *text, "{text} is not in its folded form");
            }
        }
    }

    #[test]
    fn every_alias_is_in_folded_form_and_means_one_thing() {
        no_word_means_two_things::<ServiceType>();
        no_word_means_two_things::<ChargeType>();
        no_word_means_two_things::<CauseCategory>();
        no_word_means_two_things::<Status>();
        no_word_means_two_things::<Priority>();
        no_word_means_two_things::<OldPartStatus>();
        no_word_means_two_things::<ResponsibleParty>();
        no_word_means_two_things::<Channel>();
    }
}
