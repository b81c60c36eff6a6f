PYTHON ?= python3
BIN := .venv/bin
ADDRESS ?= 127.0.0.1:8000
LOCK := $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header
# Where an image forbids them, every process would compile every module anew: two seconds for each command.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run test test-all nightly check format bench shots lock clean

help: ## 显示这份说明
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: ## 准备 .venv 和前端文件（已就绪时立即返回）
	@$(PYTHON) scripts/bootstrap.py

run: setup ## 在 127.0.0.1:8000 运行演示（网站和后台任务），Ctrl-C 结束
	@SHUANGLUN_DEMO=1 $(BIN)/shuanglun serve --address $(ADDRESS)

test: setup ## 快速测试：SQLite；有 Chromium 时含浏览器测试
	@$(BIN)/pytest -n 2 --dist worksteal

test-all: setup ## 全部测试：SQLite、PostgreSQL、浏览器；缺任何组件即失败
	@$(BIN)/shuanglun doctor --all
	@SHUANGLUN_ALL=1 $(BIN)/pytest -n 2 --dist worksteal
	@SHUANGLUN_ALL=1 $(BIN)/python scripts/pg.py $(BIN)/pytest -n 2 --dist worksteal

nightly: setup ## 长时间试验
	@$(BIN)/pytest -m nightly --timeout 3600

check: setup ## 提交前检查：格式、规范、分层、类型、模板、迁移、锁文件、测试
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/djangofmt -q --check shuanglun
	@$(BIN)/djangofmt -q check shuanglun
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@$(BIN)/python scripts/locks.py
	@$(BIN)/shuanglun makemigrations --check --dry-run
	@$(MAKE) --no-print-directory test

format: setup ## 统一格式
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix
	@$(BIN)/djangofmt -q shuanglun

bench: setup ## 测量速度
	@$(BIN)/python -m bench

shots: setup ## 以每个角色登录，拍下每个页面到 shots/
	@$(BIN)/python scripts/shots.py

lock: setup ## 更新依赖锁文件
	@$(LOCK) requirements-uv.in -o requirements-uv.lock
	@$(LOCK) requirements.in -o requirements.lock
	@$(LOCK) requirements-dev.in -o requirements-dev.lock
	@$(BIN)/python scripts/locks.py

clean: ## 删除可重新生成的文件（保留数据 var/ 和 .venv）
	@rm -rf shots .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache node_modules \
		shuanglun/base/ui/static/vendor .venv/set-up
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
