"""Parameters (参数): figures of regulations and of the institution that may change, each with its basis, its standing and
the day from which it holds. A room declares them in code with the shipped value; the offices set another one from a day
on, and a second person approves it (G-14). It must never know what a figure is used for.

    declare("life.theme_day", "主题党日每月次数", 1, unit="次/月", basis="《…》第十六条", standing=VERIFIED)
    value("life.theme_day", on)
"""
