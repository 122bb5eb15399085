//! Symptom texts as people write them, in any number, with a known kind each: what is
//! wrong, on which component, and something said beside it. No two are equal.

/// Texts with the kind of each.
pub(crate) struct Symptoms {
    /// The texts.
    pub(crate) texts: Vec<String>,
    /// By text, its kind.
    pub(crate) kinds: Vec<usize>,
}

const WHAT: [&str; 24] = [
    "黑屏无显示",
    "异响很大",
    "无法启动",
    "频繁重启",
    "温度过高",
    "漏油严重",
    "按键失灵",
    "通信中断",
    "门锁打不开",
    "电机不转",
    "报警停机",
    "画面闪烁",
    "压力不足",
    "有焦糊味",
    "读数漂移",
    "风扇停转",
    "充不进电",
    "皮带打滑",
    "传感器误报",
    "制动发抖",
    "网络掉线",
    "打印模糊",
    "阀门卡死",
    "电流偏大",
];
const WHERE: [&str; 16] = [
    "控制柜",
    "主轴",
    "液压站",
    "显示屏",
    "变频器",
    "冷却塔",
    "输送线",
    "机械臂",
    "配电箱",
    "空压机",
    "水泵",
    "扫码枪",
    "升降台",
    "操纵杆",
    "减速机",
    "触摸板",
];
const BESIDE: [&str; 12] = [
    "昨天开始",
    "雨后发生",
    "早班发现",
    "换件后仍有",
    "偶尔恢复",
    "客户着急",
    "已断电",
    "停机待修",
    "上月也有",
    "开机十分钟后",
    "夜间出现",
    "现场无人",
];

/// So many texts of so many kinds.
pub(crate) fn symptoms(count: usize, kinds: usize, seed: u64) -> Symptoms {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 33) as usize % below
    };
    let mut out = Symptoms { texts: Vec::with_capacity(count), kinds: Vec::with_capacity(count) };
    for number in 0..count {
        // A few kinds are frequent, many are rare.
        let kind = next(kinds).min(next(kinds));
        let (what, place) = (WHAT[kind % WHAT.len()], WHERE[kind / WHAT.len() % WHERE.len()]);
        let (name, beside) = (name(kind), BESIDE[next(BESIDE.len())]);
        out.texts.push(format!("{place}{name}{what}，{beside} n{number}"));
        out.kinds.push(kind);
    }
    out
}

/// What only this kind is called: six characters.
fn name(kind: usize) -> String {
    let mut rest = kind.wrapping_mul(2_654_435_761) + 97;
    let character = |_| {
        rest = rest.wrapping_mul(1_103_515_245).wrapping_add(12_345);
        char::from_u32(0x4E00 + (rest >> 16) as u32 % 4000).unwrap_or('一')
    };
    (0..6).map(character).collect()
}
