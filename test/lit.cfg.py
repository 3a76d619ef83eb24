# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The suite TSLICE: every .mlir and .test file below test/ that has RUN lines."""

import os
import shutil

import lit.formats
from lit.llvm import llvm_config
from lit.llvm.subst import ToolSubst

config.name = "TSLICE"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test"]
config.excludes = ["Inputs", "libfuzzer", "unit"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.tslice_obj_root, "test")

# No test may hang the suite. lit needs psutil for it and works without.
supported, _ = lit_config.maxIndividualTestTimeIsSupported
if supported and not lit_config.maxIndividualTestTime:
    lit_config.maxIndividualTestTime = 3600 if lit_config.params.get("conformance") else 1200


def find_ptxas():
    """The PTX assembler of a CUDA toolkit, if there is one."""
    return shutil.which("ptxas") or shutil.which("ptxas", path="/usr/local/cuda/bin")


ptxas = find_ptxas()
if ptxas:
    config.available_features.add("ptxas")
    config.substitutions.append(("%ptxas", ptxas))
# The processor has the vectors that loops pick from and spread over.
try:
    with open("/proc/cpuinfo") as file:
        if " avx512f " in file.read():
            config.available_features.add("avx512")
except OSError:
    pass
if config.tslice_seeded_faults in ("ON", "1", "TRUE"):
    config.available_features.add("seeded-faults")
# The suites of other projects take long: `make check-all` asks for them.
if lit_config.params.get("conformance"):
    config.available_features.add("conformance")

config.substitutions.append(("%tslice_src_root", config.tslice_src_root))
config.substitutions.append(("%tslice_obj_root", config.tslice_obj_root))
config.substitutions.append(("%tslice_bin", config.tslice_tools_dir))
config.substitutions.append(("%python", config.python))
config.substitutions.append(("%lit", config.lit))
config.substitutions.append(("%conformance_dir", config.tslice_conformance_dir))

# `--param verify-roundtrip=1`: every tslice-opt also prints and parses again.
opt_args = []
if lit_config.params.get("verify-roundtrip"):
    opt_args = ["--verify-roundtrip"]
tools = [
    ToolSubst("tslice-opt", extra_args=opt_args, unresolved="ignore"),
    ToolSubst("tslice-translate", unresolved="ignore"),
    ToolSubst("tslice-run", unresolved="ignore"),
    ToolSubst("tslice-lsp-server", unresolved="ignore"),
    ToolSubst("tslice-reduce", unresolved="ignore"),
    ToolSubst("tslice-fuzz", unresolved="ignore"),
    ToolSubst("FileCheck", unresolved="fatal"),
    ToolSubst("split-file", unresolved="fatal"),
]
tool_dirs = [config.tslice_tools_dir, config.llvm_tools_dir]
llvm_config.add_tool_substitutions(tools, tool_dirs)
# `not`, `count` and whatever else a test calls by its plain name.
for directory in reversed(tool_dirs):
    llvm_config.with_environment("PATH", directory, append_path=True)

# What a failing FileCheck prints is the only thing a CI log shows.
config.environment["FILECHECK_OPTS"] = "--enable-var-scope --dump-input-filter=error"
# Tests never touch the user's cache.
config.environment["XDG_CACHE_HOME"] = os.path.join(config.test_exec_root, "cache")
if config.llvm_use_sanitizer:
    # Everything takes about ten times as long.
    config.available_features.add("sanitized")
if "Address" in config.llvm_use_sanitizer:
    # libMLIR is not instrumented, so a container that both sides grow looks
    # overflown when it is not, and so does memory of an allocator of both.
    config.environment.setdefault(
        "ASAN_OPTIONS", "detect_container_overflow=0:allow_user_poisoning=0")
