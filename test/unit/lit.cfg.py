# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The suite TSLICE-Unit: the GoogleTest cases of build/bin/tslice-unit-tests."""

import os

import lit.formats

config.name = "TSLICE-Unit"
config.test_format = lit.formats.GoogleTest(".", "tslice-unit-tests")
config.suffixes = []
config.test_source_root = config.tslice_tools_dir
config.test_exec_root = os.path.join(config.tslice_obj_root, "test", "unit")

config.environment["TSLICE_SRC_ROOT"] = config.tslice_src_root
config.environment["XDG_CACHE_HOME"] = os.path.join(config.test_exec_root, "cache")
if "Address" in config.llvm_use_sanitizer:
    config.environment.setdefault("ASAN_OPTIONS", "detect_container_overflow=0:allow_user_poisoning=0")
