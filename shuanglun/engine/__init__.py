"""The engine (计算内核): facts and a scheme in, scores and their exact explanation out. It knows no Django, no clock
and no settings; the same snapshot and scheme give the same bits everywhere."""
