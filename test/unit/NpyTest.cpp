// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tests what .npy files are refused and how they are written. That NumPy's
// files are read and ours are read by NumPy is tested by values.py.

#include "tslice/ExecutionEngine/Npy.h"

#include <csignal>
#include <dirent.h>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace tslice;

/// Returns a file of format 1.0 with this dictionary.
static std::string makeFile(const std::string &dict, const std::string &data) {
  std::string file("\x93NUMPY\x01\x00", 8);
  file += static_cast<char>(dict.size() & 0xff);
  file += static_cast<char>(dict.size() >> 8);
  return file + dict + data;
}

static std::string makeDict(const std::string &descr,
                            const std::string &shape) {
  return "{'descr': '" + descr +
         "', 'fortran_order': False, 'shape': " + shape + "}";
}

/// Returns the error that reading gives, or nothing.
static std::string
getProblem(const std::string &contents,
           std::optional<ElementType> wanted = ElementType::F32) {
  Result<Tensor> tensor = readNpyFromMemory(contents, "x.npy", wanted);
  return tensor ? "" : tensor.error().message;
}

namespace {

/// A folder that is removed at the end, with what is in it.
class NpyFile : public testing::Test {
protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "tslice-npy-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder = pattern;
  }
  void TearDown() override {
    for (const std::string &name : list())
      ::unlink((folder + "/" + name).c_str());
    ::rmdir(folder.c_str());
  }
  std::vector<std::string> list() const {
    std::vector<std::string> names;
    DIR *directory = ::opendir(folder.c_str());
    while (dirent *entry = ::readdir(directory))
      if (entry->d_name[0] != '.')
        names.push_back(entry->d_name);
    ::closedir(directory);
    return names;
  }
  std::string folder;
};

} // namespace

TEST(Npy, ReadsWhatTheFormatAllows) {
  std::string one("\0\0\x80\x3f", 4);
  for (const char *dict :
       {"{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }\n",
        "{\"shape\":(1,),\"fortran_order\":True,\"descr\":\"<f4\"}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1L,)}   \n"}) {
    Result<Tensor> tensor = readNpyFromMemory(makeFile(dict, one), "x.npy");
    ASSERT_TRUE(tensor) << tensor.error().message;
    EXPECT_EQ(tensor->getSpec().str(), "tensor<1xf32>");
    EXPECT_EQ(*tensor->getDataAs<float>(), 1.0f);
  }
  EXPECT_EQ(getProblem(makeFile(makeDict("<f4", "()"), one)), "");
}

TEST(Npy, TakesBitsOverWhenAsked) {
  std::string bytes("\x80\x3f\xff\xff", 4);
  auto readAs = [&](const char *descr, ElementType type) {
    return getProblem(makeFile(makeDict(descr, "(2,)"), bytes), type);
  };
  EXPECT_EQ(readAs("|V2", ElementType::BF16), "");
  EXPECT_EQ(readAs("<V2", ElementType::BF16), "");
  EXPECT_EQ(readAs("<u2", ElementType::I16), "");
  EXPECT_EQ(readAs("<u2", ElementType::BF16),
            "'x.npy' holds uint16, but bf16 is expected");
  EXPECT_EQ(readAs("|V2", ElementType::I16),
            "'x.npy' holds dtype 'V2', but i16 is expected");
  EXPECT_EQ(getProblem(makeFile(makeDict("|V1", "(4,)"), bytes),
                       ElementType::F8E4M3FN),
            "");
  std::string eight = bytes + bytes;
  EXPECT_EQ(
      getProblem(makeFile(makeDict("<i8", "()"), eight), ElementType::Index),
      "");
}

TEST(Npy, MakesTruthValuesZeroOrOne) {
  Result<Tensor> tensor = readNpyFromMemory(
      makeFile(makeDict("|b1", "(3,)"), std::string("\0\x01\xff", 3)), "x.npy");
  ASSERT_TRUE(tensor);
  const char *bytes = static_cast<const char *>(tensor->getData());
  EXPECT_EQ(std::string(bytes, 3), std::string("\0\1\1", 3));
}

TEST(Npy, NamesTheWrongType) {
  std::string data(16, '\0');
  EXPECT_EQ(getProblem(makeFile(makeDict("<f8", "(2,)"), data)),
            "'x.npy' holds float64, but f32 is expected; convert it with "
            ".astype('f4')");
  EXPECT_EQ(getProblem(makeFile(makeDict("<u4", "(4,)"), data), std::nullopt),
            "'x.npy' holds uint32, and there are no unsigned types; convert it "
            "with .astype('i4')");
  EXPECT_EQ(getProblem(makeFile(makeDict("|V2", "(8,)"), data), std::nullopt),
            "'x.npy' holds raw bytes, dtype 'V2', and nothing says which type "
            "they have");
  EXPECT_EQ(getProblem(makeFile(makeDict("|O", "(2,)"), data), std::nullopt),
            "'x.npy' holds object; bool, int8 to int64, float16 to float64, "
            "complex64 and complex128 can be read");
  EXPECT_NE(
      getProblem(makeFile("{'descr': [('a', '<f4')], 'fortran_order': False, "
                          "'shape': (4,)}",
                          data))
          .find("records with fields are not supported"),
      std::string::npos);
}

TEST(Npy, RefusesMalformedHeaders) {
  auto dict = [](const std::string &text) {
    return getProblem(makeFile(text, ""));
  };
  EXPECT_EQ(getProblem(""), "'x.npy' is not a .npy file: it does not begin "
                            "with '\\x93NUMPY'");
  EXPECT_EQ(getProblem(std::string("\x93NUMPY\x04\x00\x00\x00", 10)),
            "'x.npy' has format version 4.0; versions 1.0, 2.0 and 3.0 can be "
            "read");
  EXPECT_EQ(getProblem(std::string("\x93NUMPY\x02\x00\xff\xff\xff\x7f", 12)),
            "'x.npy' has a header of 2147483647 bytes; the limit is 65524");
  EXPECT_EQ(getProblem(std::string("\x93NUMPY\x01\x00\x10\x00{", 11)),
            "'x.npy' ends inside of its header, which should take 16 bytes");
  EXPECT_EQ(dict(""),
            "'x.npy' is malformed: expected '{' at byte 0 of its header");
  EXPECT_EQ(dict("{'descr': '<f4', 'shape': (1,)}"),
            "'x.npy' is malformed: missing key 'fortran_order' at byte 31 of "
            "its header");
  EXPECT_EQ(dict("{'descr': '<f4', 'descr': '<f4'}"),
            "'x.npy' is malformed: second key 'descr' at byte 24 of its "
            "header");
  EXPECT_EQ(dict(makeDict("<f4", "(3)")),
            "'x.npy' is malformed: expected ',' at byte 52 of its header");
  for (const char *shape :
       {"(-1,)", "(1.5,)", "(9223372036854775808,)", "(1,,)", "(", "[1]",
        "(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1)", "(x,)", "(1, 2", "(,)"})
    EXPECT_NE(dict(makeDict("<f4", shape)).find("is malformed"),
              std::string::npos)
        << shape;
  for (const char *descr : {"", "f4", "<f4\\", "<f4\n", "!f4"})
    EXPECT_NE(dict(makeDict(descr, "(1,)")).find("is malformed"),
              std::string::npos)
        << descr;
  EXPECT_NE(dict(makeDict("<f4", "(1,)") + "x").find("unexpected text"),
            std::string::npos);
}

TEST(Npy, ComparesSizesBeforeAllocating) {
  EXPECT_EQ(getProblem(makeFile(makeDict("<f4", "(2,)"), "1234567")),
            "'x.npy' is truncated: an array of shape (2) of f32 takes 8 bytes, "
            "but 7 follow the header");
  EXPECT_EQ(getProblem(makeFile(makeDict("<f4", "(1,)"), "123456")),
            "'x.npy' is too long: an array of shape (1) of f32 takes 4 bytes, "
            "but 6 follow the header");
  EXPECT_EQ(getProblem(makeFile(makeDict("<f4", "(35184372088831,)"), "")),
            "'x.npy' is truncated: an array of shape (35184372088831) of f32 "
            "takes 140737488355324 bytes, but 0 follow the header");
  EXPECT_EQ(
      getProblem(makeFile(makeDict("<f4", "(4294967296, 4294967296)"), "")),
      "'x.npy' is too large: a tensor of shape 4294967296x4294967296 of "
      "f32 is above the limit of 2^47 bytes");
}

TEST_F(NpyFile, WritesStridedTensors) {
  int32_t data[] = {1, 2, 3, 4, 5, 6};
  std::string path = folder + "/x.npy";
  Tensor columns = *Tensor::borrow(data, ElementType::I32, {3, 2}, {1, 3});
  ASSERT_TRUE(writeNpy(path, columns));
  Result<Tensor> tensor = readNpy(path);
  ASSERT_TRUE(tensor) << tensor.error().message;
  EXPECT_TRUE(isEqual(*tensor, columns, Equality::Bits));
  EXPECT_EQ(list(), std::vector<std::string>{"x.npy"});
}

TEST_F(NpyFile, KeepsLinksAndPermissions) {
  std::string path = folder + "/x.npy", link = folder + "/link.npy";
  ASSERT_TRUE(writeNpy(path, *Tensor::scalar(1.0f)));
  ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
  ASSERT_EQ(::symlink("x.npy", link.c_str()), 0);
  ASSERT_TRUE(writeNpy(link, *Tensor::scalar(2.0f)));
  EXPECT_EQ(*readNpy(path)->getDataAs<float>(), 2.0f);
  struct stat status;
  ASSERT_EQ(::lstat(link.c_str(), &status), 0);
  EXPECT_TRUE(S_ISLNK(status.st_mode));
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(NpyFile, LeavesTheOldFileWhenTheDiskIsFull) {
  std::string path = folder + "/x.npy";
  ASSERT_TRUE(writeNpy(path, *Tensor::scalar(1.0f)));
  // A limit on the size of files fails writes as a full disk does.
  auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit old;
  ::getrlimit(RLIMIT_FSIZE, &old);
  rlimit small = old;
  small.rlim_cur = 4096;
  ::setrlimit(RLIMIT_FSIZE, &small);
  Result<void> result =
      writeNpy(path, *Tensor::zeros(ElementType::F64, {10000}));
  ::setrlimit(RLIMIT_FSIZE, &old);
  std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::IO);
  EXPECT_EQ(result.error().message,
            "cannot write '" + path + "': File too large");
  EXPECT_EQ(list(), std::vector<std::string>{"x.npy"});
  EXPECT_EQ(*readNpy(path)->getDataAs<float>(), 1.0f);
}

TEST_F(NpyFile, NamesTheFileInErrors) {
  std::string none = folder + "/none/x.npy";
  Result<Tensor> tensor = readNpy(none);
  ASSERT_FALSE(tensor);
  EXPECT_EQ(tensor.error().code, ErrorCode::NotFound);
  EXPECT_EQ(tensor.error().message,
            "cannot open '" + none + "': No such file or directory");
  EXPECT_EQ(writeNpy(none, *Tensor::scalar(1.0f)).error().message,
            "cannot write '" + none + "': No such file or directory");
  EXPECT_EQ(readNpy(folder).error().message,
            "'" + folder + "' is not a regular file");
  EXPECT_EQ(writeNpy("/dev/full", *Tensor::scalar(1.0f)).error().message,
            "cannot write '/dev/full': it is not a regular file");
  // A pipe without a writer must not be waited for.
  std::string pipe = folder + "/pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(readNpy(pipe).error().message,
            "'" + pipe + "' is not a regular file");
}
