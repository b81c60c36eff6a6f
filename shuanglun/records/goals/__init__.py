"""Goals and work (目标业绩): KPI results, key tasks and outcomes of people. It never weighs them against anything."""
