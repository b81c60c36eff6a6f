"""What the fictional institution says at candid meetings, in talks and of care. Facts about issues, about nobody real."""

from __future__ import annotations

from random import Random

FACTS = {
    "理论学习不够系统": "第三季度学习笔记只有两篇，专题研讨发言没有提纲",
    "联系服务群众不够主动": "全年走访服务对象两次，四条意见超过十天才答复",
    "攻坚克难劲头不足": "平台联调两次延期，均未提前说明原因",
    "跨部门沟通不够及时": "试验排期变更次日才告知协作部门，影响三台设备使用",
    "业务钻研不够深入": "年内没有参加专业培训，新标准由同事代为解读",
    "工作作风不够严谨": "两份报送材料数据前后不一致，退回修改",
    "时间管理不够合理": "三次例会的材料当天才发，与会人员没有时间阅读",
    "创新意识有待加强": "报销流程仍用纸质单据流转，没有提出改进建议",
    "带教青年不够经常": "与结对青年职工全年交流一次，没有留下记录",
}
"""What happened, by the title of the issue."""

MEASURES = {"时间管理不够合理": "例会材料提前两天发出", "带教青年不够经常": "每月交流一次并留记录"}
THEMES = ["严格组织生活，改进工作作风", "联系服务对象，解决实际问题", "强化责任落实，提高工作质量"]
PLAN = (
    "一、会前学习规定篇目，征求意见并逐条汇总；\n二、班子成员之间、班子成员与党员之间开展谈心谈话；\n"
    "三、对照职责撰写检查材料；\n四、会上逐人开展批评和自我批评，认领问题；\n五、会后十五日内交问题清单，逐项整改，适时回头看。"
)
OPINIONS = [
    ("work", "form", "试验设备预约系统经常排到两周以后，希望公布排期规则"),
    ("work", "seminar", "跨部门项目例会太多，能并的请并起来开"),
    ("style", "box", "材料要得急，常常当天通知当天交"),
    ("organization", "seminar", "主题党日形式比较单一，希望多到一线去"),
    ("style", "served", "电话咨询转了三次才有人答复"),
    ("organization", "talk", "青年职工希望支部多组织业务交流"),
    ("work", "served", "检测报告出具时间没有提前告知"),
    ("work", "form", "新进人员对采购流程不熟悉，建议编一份指引"),
]
"""What an opinion is about, how it came, and its words."""

RESPONSES = ["接受，已列入问题清单。", "情况属实，材料改为会前两天发出。", "接受，下季度前完成整改。", ""]
CLAIMS = ["措施已落实，有记录可查。", "按月推进，已完成，附办理记录。", "已形成台账，服务对象反馈良好。"]
VERIFIED = ["查看记录，属实。", "现场了解，情况属实。"]
KEPT = "查看近三个月记录，措施仍在执行。"
Said = tuple[str, str, str, str]
TALKS: list[Said] = [
    ("heart", "regular", "近期工作和思想情况", "肯定承担任务积极；提醒注意劳逸结合；本人提出希望参加一次标准化培训。"),
    ("heart", "before_meeting", "会前交换意见", "交换对支部工作的看法；对方指出材料下发太晚；本人表示会前两天发出。"),
    (
        "party",
        "transfer",
        "岗位调整后的党性要求",
        "结合新岗位说明廉洁和保密要求；本人表示清楚，提出需要熟悉合同审批流程。",
    ),
    ("heart", "asked", "本人要求谈话", "本人反映项目人手紧张；商定向部门提出增加一名协作人员的建议。"),
    ("post", "transfer", "任职谈话", "说明岗位职责和近期重点；本人表示尽快熟悉情况，提出需要交接清单。"),
    ("heart", "appraised", "考核结果沟通", "说明考核中的长处和不足；本人同意，提出希望明确明年的重点任务。"),
]
"""Kind, trigger, topic and what was said."""

BEFORE = TALKS[1]
"""The talk that belongs before a meeting."""
PROMISES = ["联系培训部门安排名额", "提供岗位交接清单", "向部门提出人手建议并答复本人", "明确明年重点任务并书面告知"]
CARES = [
    ("visit", "住院期间看望", "到医院看望，送慰问品；与部门协调工作交接"),
    ("visit", "坚守岗位", "节日值守期间看望，了解实际困难"),
    ("help", "家庭突发困难", "按规定办理困难补助，联系工会持续帮助"),
    ("help", "子女入学交通不便", "协调弹性上下班时间，三个月后回访"),
]
"""Kind, reason and what was done."""


def self_check(rng: Random) -> str:
    """A self-check of three sentences."""
    first, second = rng.sample(sorted(FACTS), 2)
    return f"一、存在的问题：{first}，{FACTS[first]}；{second}，{FACTS[second]}。二、原因：计划不细、跟进不紧。三、措施：列入清单，按期整改。"
