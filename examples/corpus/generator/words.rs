//! The vocabulary of the corpus and sentences made of it, in English and Chinese.
//! Nothing here names a customer.

use super::random::Random;

/// Components: English, Chinese. The last is the one of the planted fixes alone.
pub const COMPONENTS: [(&str, &str); 17] = [
    ("display", "显示单元"),
    ("power supply", "电源模块"),
    ("motor", "电机"),
    ("encoder", "编码器"),
    ("valve block", "阀组"),
    ("hydraulic pump", "液压泵"),
    ("control board", "控制板"),
    ("cable loom", "线束"),
    ("conveyor", "传送带"),
    ("spindle", "主轴"),
    ("gearbox", "减速机"),
    ("sensor head", "传感器"),
    ("inverter", "变频器"),
    ("operator panel", "操作面板"),
    ("brake", "制动器"),
    ("lubrication", "润滑系统"),
    ("cooling", "冷却单元"),
];

/// What goes wrong: English, Chinese.
pub const FAULTS: [(&str, &str); 12] = [
    ("no reading", "无读数"),
    ("stops without warning", "无故停机"),
    ("overheats", "过热"),
    ("vibrates", "振动大"),
    ("leaks", "泄漏"),
    ("drifts", "漂移"),
    ("loses contact", "接触不良"),
    ("trips at start", "启动跳闸"),
    ("runs slowly", "运行缓慢"),
    ("wrong position", "位置偏差"),
    ("noise", "异响"),
    ("does not reset", "无法复位"),
];

/// When it goes wrong: English, Chinese.
pub const OCCASIONS: [(&str, &str); 10] = [
    ("after a cold start", "冷启动后"),
    ("under full load", "满负荷时"),
    ("after rain", "雨后"),
    ("at night", "夜班时"),
    ("after the update", "升级后"),
    ("in the first hour", "开机一小时内"),
    ("at random", "随机出现"),
    ("while braking", "制动时"),
    ("after maintenance", "保养后"),
    ("in high humidity", "湿度高时"),
];

/// Engineers of the service department.
pub const ENGINEERS: [&str; 24] = [
    "张伟",
    "周岚",
    "李军",
    "吴涛",
    "王敏",
    "赵磊",
    "孙悦",
    "郑凯",
    "冯洁",
    "陈东",
    "褚然",
    "卫平",
    "Anna Reed",
    "Tom Hale",
    "Mia Stone",
    "Jack Ward",
    "Eve Lund",
    "Paul Berg",
    "Nora Vance",
    "Ian Fry",
    "Lily Cole",
    "Max Dorn",
    "Ruth Penn",
    "Carl Moss",
];

/// Places for customers and sites: English, Chinese.
pub const PLACES: [(&str, &str); 16] = [
    ("Linden", "临渡"),
    ("Harbour", "港湾"),
    ("Northgate", "北关"),
    ("Meridian", "子午"),
    ("Clearwater", "清河"),
    ("Birchfield", "柏杉"),
    ("Cloudridge", "云岭"),
    ("Eastmoor", "东麓"),
    ("Willow", "柳岸"),
    ("Redrock", "赤岩"),
    ("Stonebridge", "石桥"),
    ("Silverlake", "银湖"),
    ("Oakhurst", "栎林"),
    ("Fairview", "望远"),
    ("Brookside", "溪畔"),
    ("Highland", "高原"),
];

/// Trades of customers: English, Chinese.
pub const TRADES: [(&str, &str); 8] = [
    ("Metro", "地铁"),
    ("Power", "供电"),
    ("Cable", "有线"),
    ("Academy", "学院"),
    ("Packaging", "包装"),
    ("Hospital", "医院"),
    ("Foods", "食品"),
    ("Castings", "铸造"),
];

const NOUNS: [&str; 48] = [
    "bearing",
    "relay",
    "fuse",
    "seal",
    "connector",
    "cabinet",
    "filter",
    "fan",
    "terminal",
    "shaft",
    "coupling",
    "cable",
    "switch",
    "contactor",
    "battery",
    "bracket",
    "cover",
    "guide",
    "hose",
    "nozzle",
    "panel",
    "pulley",
    "regulator",
    "rotor",
    "screen",
    "spring",
    "tank",
    "thermostat",
    "transformer",
    "tray",
    "voltage",
    "current",
    "pressure",
    "temperature",
    "torque",
    "alignment",
    "firmware",
    "parameter",
    "calibration",
    "ground",
    "supply",
    "channel",
    "signal",
    "alarm",
    "log",
    "drawing",
    "sample",
    "gasket",
];
const VERBS: [&str; 24] = [
    "check",
    "measure",
    "replace",
    "tighten",
    "clean",
    "inspect",
    "reset",
    "compare",
    "record",
    "align",
    "isolate",
    "discharge",
    "lubricate",
    "reconnect",
    "calibrate",
    "swap",
    "test",
    "verify",
    "drain",
    "refill",
    "disconnect",
    "label",
    "photograph",
    "release",
];
const ADJECTIVES: [&str; 20] = [
    "left",
    "right",
    "upper",
    "lower",
    "main",
    "spare",
    "worn",
    "loose",
    "dry",
    "wet",
    "hot",
    "cold",
    "inner",
    "outer",
    "front",
    "rear",
    "second",
    "third",
    "auxiliary",
    "original",
];
const TAILS: [&str; 12] = [
    "before power is applied",
    "with the covers closed",
    "for at least ten minutes",
    "and write down the value",
    "until the reading is steady",
    "as the drawing shows",
    "at the test point",
    "with a second person present",
    "after the unit has cooled",
    "against the limit on the plate",
    "at rated load",
    "and keep the old part",
];
const NOUNS_ZH: [&str; 40] = [
    "轴承",
    "继电器",
    "保险丝",
    "密封圈",
    "接头",
    "控制柜",
    "滤芯",
    "风扇",
    "端子",
    "联轴器",
    "电缆",
    "开关",
    "接触器",
    "电池",
    "支架",
    "护罩",
    "导轨",
    "软管",
    "喷嘴",
    "面板",
    "皮带轮",
    "调节阀",
    "转子",
    "屏幕",
    "弹簧",
    "油箱",
    "温控器",
    "变压器",
    "电压",
    "电流",
    "压力",
    "温度",
    "扭矩",
    "固件",
    "参数",
    "接地",
    "通道",
    "信号",
    "报警",
    "记录",
];
const VERBS_ZH: [&str; 20] = [
    "检查",
    "测量",
    "更换",
    "紧固",
    "清洁",
    "复位",
    "对比",
    "记录",
    "校准",
    "断开",
    "放电",
    "润滑",
    "重新连接",
    "对调",
    "测试",
    "确认",
    "排空",
    "加注",
    "拆下",
    "拍照留存",
];
const ADJECTIVES_ZH: [&str; 14] = [
    "左侧",
    "右侧",
    "上部",
    "下部",
    "主",
    "备用",
    "磨损的",
    "松动的",
    "内侧",
    "外侧",
    "前端",
    "后端",
    "辅助",
    "原装",
];
const TAILS_ZH: [&str; 10] = [
    "再通电",
    "并记下数值",
    "至少十分钟",
    "直到读数稳定",
    "按图纸要求",
    "在测试点进行",
    "须两人在场",
    "待设备冷却后进行",
    "与铭牌限值对比",
    "旧件保留",
];

/// An English sentence.
pub fn sentence(r: &mut Random) -> String {
    let (verb, adjective, noun) = (r.pick(&VERBS), r.pick(&ADJECTIVES), r.pick(&NOUNS));
    let mut out = String::with_capacity(96);
    out.push_str(&verb[..1].to_uppercase());
    out.push_str(&verb[1..]);
    out.push_str(&format!(
        " the {adjective} {noun} and the {} {}",
        r.pick(&ADJECTIVES),
        r.pick(&NOUNS)
    ));
    out.push_str(&format!(
        " of the {} {}.",
        r.pick(&COMPONENTS.each_ref().map(|c| c.0)),
        r.pick(&TAILS)
    ));
    out
}

/// A Chinese sentence.
pub fn sentence_zh(r: &mut Random) -> String {
    let mut out = String::with_capacity(96);
    out.push_str(&format!("{}{}{}", r.pick(&VERBS_ZH), r.pick(&ADJECTIVES_ZH), r.pick(&NOUNS_ZH)));
    out.push_str(&format!(
        "和{}的{}，",
        r.pick(&COMPONENTS.each_ref().map(|c| c.1)),
        r.pick(&NOUNS_ZH)
    ));
    out.push_str(&format!("{}，{}{}。", r.pick(&TAILS_ZH), r.pick(&VERBS_ZH), r.pick(&NOUNS_ZH)));
    out
}

/// So many sentences of a language.
pub fn prose(r: &mut Random, zh: bool, count: usize) -> String {
    let one = |_| if zh { sentence_zh(r) } else { sentence(r) + " " };
    let text: String = (0..count).map(one).collect();
    text.trim_end().to_owned()
}

/// A few words of a language for a cell or a link.
pub fn phrase(r: &mut Random, zh: bool) -> String {
    if zh {
        format!("{}{}", r.pick(&ADJECTIVES_ZH), r.pick(&NOUNS_ZH))
    } else {
        format!("{} {}", r.pick(&ADJECTIVES), r.pick(&NOUNS))
    }
}
