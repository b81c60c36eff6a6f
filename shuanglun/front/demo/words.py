"""What the fictional institution writes: themes, minutes, issues, goals. Ordinary office prose about nobody."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

THEMES = [
    "学习年度工作部署", "安全生产与责任落实", "学雷锋志愿服务", "国家安全教育", "劳动精神与工匠精神",
    "庆祝建党主题活动",
    "红色资源现场学习", "强军爱国教育", "廉洁文化建设", "国庆主题教育", "科技自立自强", "年度总结与服务承诺",
]  # fmt: skip
"""Theme of each month."""

LECTURES = {2: "党章学习", 5: "担当作为与业务攻坚", 8: "纪律教育", 11: "科学家精神"}
MEETINGS = {3: "审议年度工作计划", 6: "半年工作通报与党员发展", 9: "第三季度工作通报", 12: "年度工作总结与考核"}
COURSES = {True: "党性教育课程", False: "职业道德课程"}
MODULES = {
    True: ("党的理论", "党规党纪", "优良传统", "岗位实践"),
    False: ("法律法规", "科研诚信", "保密与安全", "职业操守"),
}

OPENINGS = [
    "会议由支部书记主持，应到人数和实到人数已在签到表中核对，缺席人员已履行请假手续。",
    "支部集中开展活动，会前一周印发了学习材料，各党小组提前作了准备。",
    "活动在会议室和现场两处进行，先集中学习，后分组讨论。",
    "主持人通报上次会议议定事项的办理情况：两项已办结，一项正在推进。",
    "支部委员先传达了上级通知要求，随后围绕本月重点展开交流。",
    "本次活动与业务例会套开，先议党务，后议业务，议题事先征求了意见。",
]
MIDDLES = [
    "大家结合{topic}谈体会，认为要把要求落到{work}的具体环节，避免学用两张皮。",
    "三名党员围绕{topic}作交流发言，重点讲了{work}中遇到的难点和已经采取的办法。",
    "讨论集中在{work}：周期偏长、协同不够，建议由党员骨干牵头成立攻关小组。",
    "围绕{topic}，青年党员介绍了在{work}方面的改进做法，老党员作了点评。",
    "会议对照{topic}查找差距，梳理出{work}方面的问题 {count} 个，逐项明确责任人。",
    "与会人员就{topic}展开讨论，形成了推进{work}的 {count} 条意见。",
]
ENDINGS = [
    "议定：下月 {day} 日前完成阶段检查，由组织委员跟踪落实。",
    "议定：相关建议提交部门例会研究，结果在下次会议上通报。",
    "议定：请假人员由党小组长一周内补课，补课情况登记备查。",
    "议定：将本次形成的做法整理成文，在部门内推广，{day} 日前提交初稿。",
    "主持人小结，要求把学习成果体现在 {count} 项重点任务的进度上。",
]
WORKS = [
    "项目进度管理", "试验数据质量", "设备开放共享", "成果转化对接", "青年人才培养", "采购流程优化", "安全隐患整改",
    "服务响应效率", "档案规范化", "联合攻关机制", "预算执行", "标准编制",
]  # fmt: skip
DETAILS = [
    "会上以{case}为例，分析{cause}，要求{measure}。",
    "针对{cause}，{case}的负责同志谈了看法，建议{measure}。",
    "对{case}作了复盘，认为{cause}，下一步{measure}。",
    "有同志提出{cause}，支部回应将{measure}，{case}先行试点。",
]
CASES = [
    "风洞数据平台",
    "东区实验楼改造",
    "年度设备盘点",
    "联合实验室申报",
    "新职工住宿安排",
    "涂层样品返工",
    "海试备航",
    "外协加工延期",
    "专家评审筹备",
    "仓库搬迁",
    "高温试验台检修",
    "科普开放日",
    "网络安全演练",
    "合同归档",
    "班车线路调整",
]
CAUSES = [
    "前期沟通不够、需求反复变更",
    "资料交接没有清单",
    "关键岗位人手偏紧",
    "流程环节多、等待时间长",
    "两个部门口径不一致",
    "应急预案没有演练到位",
    "供应商到货不稳定",
    "年轻同志缺少带教",
    "现场记录不够及时",
    "计划排得过满",
    "上下游信息没有同步",
    "检查发现的问题反复出现",
]
MEASURES = [
    "每周五通报一次进度",
    "把责任落实到人并张榜公示",
    "请老党员结对指导",
    "先梳理清单再分步推进",
    "增加一次中期核对",
    "与相关支部共同召开协调会",
    "修订操作规程并组织学习",
    "安排两名党员驻点跟进",
    "建立问题台账逐项销号",
    "提前一个月报采购计划",
    "向职工公开征求意见",
    "邀请用户到现场点评",
    "开展一次专项培训",
    "将结果纳入下次会议议程",
]
COPIED = (
    "会议由支部书记主持，全体党员参加。会上认真学习了有关文件精神，大家一致认为要提高认识、加强学习、改进作风。"
    "会议要求全体党员发挥先锋模范作用，把学习成果转化为推动工作的动力。会议取得了圆满成功。"
)
"""The minutes that one branch writes again and again."""

ISSUES = [
    ("理论学习不够系统", "制订季度学习计划，每季度撰写一篇学习心得"),
    ("联系服务群众不够主动", "每月走访一次服务对象，记录并答复意见"),
    ("攻坚克难劲头不足", "牵头一项难点任务，按月报告进度"),
    ("跨部门沟通不够及时", "建立事项对接清单，三个工作日内答复"),
    ("业务钻研不够深入", "参加一次专业培训并在支部分享"),
    ("工作作风不够严谨", "重要文稿实行双人复核"),
    ("时间管理不够合理", "每周列出重点任务并在周例会上对账"),
    ("创新意识有待加强", "提出一项流程改进建议并推动试行"),
    ("带教青年不够经常", "与一名青年职工结对，每月交流一次"),
]
SERVICES = [
    "社区科普讲座",
    "义务植树",
    "无偿献血宣传",
    "学校科技辅导",
    "老旧小区助老服务",
    "园区环境整治",
    "防汛值守",
    "图书整理捐赠",
]

KPIS = {
    "M": [
        ("年度重点工作完成率（%）", "higher", 60, 98, 2), ("公文差错率（‰）", "lower", 20, 4, 1),
        ("预算执行率（%）", "higher", 70, 95, 2), ("职工服务满意度（分）", "higher", 60, 92, 1),
        ("审批平均用时（工作日）", "lower", 10, 3, 1), ("制度修订完成数（项）", "higher", 0, 6, 0),
    ],
    "P": [
        ("承担项目经费到款（万元）", "higher", 0, 120, 2), ("发表论文（篇）", "higher", 0, 4, 0),
        ("项目节点按期率（%）", "higher", 50, 95, 1), ("授权专利与软著（件）", "higher", 0, 3, 0),
        ("试验报告一次合格率（%）", "higher", 80, 98, 1), ("横向合同额（万元）", "higher", 0, 60, 2),
    ],
    "W": [
        ("设备完好率（%）", "higher", 80, 98, 1), ("维修响应用时（小时）", "lower", 24, 4, 1),
        ("服务工单办结率（%）", "higher", 70, 98, 1), ("能耗下降率（%）", "higher", 0, 5, 2),
        ("安全检查问题整改率（%）", "higher", 60, 100, 1),
    ],
}  # fmt: skip
"""By post category: name, direction, bound, target, decimals."""

TASKS = [
    "年度计划编制",
    "制度修订",
    "重点项目督办",
    "专项检查整改",
    "信息化平台上线",
    "采购招标组织",
    "人才引进工作",
    "成果发布活动",
    "审计问题整改",
    "安全体系评审",
]
OUTCOMES = [
    ("期刊论文", 15), ("发明专利授权", 25), ("软件著作权", 10), ("团体标准", 30), ("纵向项目立项", 40),
    ("横向项目结题", 20), ("技术报告采纳", 12),
]  # fmt: skip


def minutes_text(rng: Random, theme: str, details: Random) -> str:
    """Minutes of one meeting, as different from the next as real ones are; `details` draws what only this one says."""
    opening, ending = rng.choice(OPENINGS), rng.choice(ENDINGS)
    first, second = rng.sample(MIDDLES, 2)
    first_work, second_work = rng.sample(WORKS, 2)
    count, day = rng.randint(2, 6), rng.randint(5, 25)
    body = first.format(topic=theme, work=first_work, count=count)
    further = second.format(topic=theme, work=second_work, count=count + 1)
    told = "".join(_details(details))
    return f"{opening}{body}{told}{further}{ending.format(day=day, count=count)}"


def _details(rng: Random) -> Iterator[str]:
    cases, causes, measures = rng.sample(CASES, 2), rng.sample(CAUSES, 2), rng.sample(MEASURES, 2)
    for form, case, cause, measure in zip(rng.sample(DETAILS, 2), cases, causes, measures, strict=True):
        yield form.format(case=case, cause=cause, measure=measure)
