// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The files of the cache: whole or not at all, whatever happens to them, to
// their writers and to the folder.

#include "DiskCache.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <gtest/gtest.h>
#include <random>

#include <csignal>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tslice;

namespace {
constexpr uint64_t noLimit = uint64_t(1) << 40;

CacheKey makeKey(uint8_t number) {
  CacheKey key;
  key.fill(number);
  return key;
}

/// Bytes that are different for every number.
std::string makeContent(uint8_t number, size_t size) {
  std::mt19937 random(number);
  std::string content(size, '\0');
  for (char &byte : content)
    byte = static_cast<char>(random());
  return content;
}

std::string readAll(const std::string &path) {
  auto file = llvm::MemoryBuffer::getFile(path);
  return file ? (*file)->getBuffer().str() : "";
}

void writeAll(const std::string &path, llvm::StringRef bytes) {
  std::error_code code;
  llvm::raw_fd_ostream stream(path, code);
  ASSERT_FALSE(code);
  stream << bytes;
}

/// A folder that is removed with this object, and a cache in it.
class DiskCacheTest : public ::testing::Test {
protected:
  void SetUp() override {
    llvm::SmallString<128> path;
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("tslice-cache", path));
    folder = path.str().str();
    directory = folder + "/a/b";
  }
  void TearDown() override {
    (void)chmod(directory.c_str(), 0700);
    llvm::sys::fs::remove_directories(folder);
  }

  DiskCache open(uint64_t limit = noLimit) { return {directory, limit}; }
  std::string read(const CacheKey &key) {
    auto content = open().read(key);
    return content ? content->getBuffer().str() : "none";
  }
  /// The files of entries, unfinished ones included.
  std::vector<std::string> list() {
    std::vector<std::string> files;
    std::error_code code;
    for (llvm::sys::fs::directory_iterator it(directory, code), end;
         it != end && !code; it.increment(code))
      if (llvm::sys::path::filename(it->path()).starts_with("tslice-"))
        files.push_back(it->path());
    return files;
  }
  std::string getOnlyFile() {
    std::vector<std::string> files = list();
    EXPECT_EQ(files.size(), 1u);
    return files.empty() ? "" : files.front();
  }

  /// Runs `body` in a process of its own and returns how that ended.
  template <typename Body> static int inChild(Body body) {
    pid_t child = start(body);
    int status = -1;
    waitpid(child, &status, 0);
    return status;
  }
  template <typename Body> static pid_t start(Body body) {
    pid_t child = fork();
    if (child == 0)
      _exit(body() ? 0 : 1);
    return child;
  }

  std::string folder, directory;
};
} // namespace

TEST_F(DiskCacheTest, ReturnsWhatWasWritten) {
  EXPECT_EQ(read(makeKey(1)), "none");
  for (size_t size : {0, 1, 5000, 3000000}) {
    std::string content = makeContent(7, size);
    ASSERT_TRUE(open().write(makeKey(1), content).ok());
    EXPECT_EQ(read(makeKey(1)), content);
  }
  EXPECT_EQ(read(makeKey(2)), "none");
  EXPECT_EQ(list().size(), 1u);
}

TEST_F(DiskCacheTest, CreatesTheFolderForItsOwnerOnly) {
  mode_t before = umask(0);
  ASSERT_TRUE(open().write(makeKey(1), "x").ok());
  umask(before);
  struct stat status;
  ASSERT_EQ(stat(directory.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700u);
  EXPECT_EQ(read(makeKey(1)), "x");
}

TEST_F(DiskCacheTest, TakesNothingThatIsDamaged) {
  std::string content = makeContent(3, 300);
  ASSERT_TRUE(open().write(makeKey(3), content).ok());
  std::string path = getOnlyFile(), whole = readAll(path);
  ASSERT_EQ(whole, encodeEntry(makeKey(3), content));
  for (size_t i = 0; i < whole.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = whole;
      damaged[i] ^= 1 << bit;
      EXPECT_FALSE(decodeEntry(makeKey(3), damaged)) << i;
    }
    EXPECT_FALSE(decodeEntry(makeKey(3), whole.substr(0, i))) << i;
    writeAll(path, whole.substr(0, i));
    EXPECT_EQ(read(makeKey(3)), "none") << i;
  }
  EXPECT_FALSE(decodeEntry(makeKey(3), whole + '\0'));
  writeAll(path, whole);
  EXPECT_EQ(read(makeKey(3)), content);
  // What is damaged is replaced.
  writeAll(path, "damaged");
  ASSERT_TRUE(open().write(makeKey(3), content).ok());
  EXPECT_EQ(read(makeKey(3)), content);
}

TEST_F(DiskCacheTest, TakesNoEntryUnderAnotherName) {
  ASSERT_TRUE(open().write(makeKey(1), "one").ok());
  std::string one = getOnlyFile();
  ASSERT_TRUE(open().write(makeKey(2), "two").ok());
  for (const std::string &path : list()) {
    if (path != one)
      ASSERT_EQ(rename(one.c_str(), path.c_str()), 0);
  }
  EXPECT_EQ(read(makeKey(1)), "none");
  EXPECT_EQ(read(makeKey(2)), "none");
}

TEST_F(DiskCacheTest, TakesNothingOthersCouldHaveWritten) {
  ASSERT_TRUE(open().write(makeKey(1), "x").ok());
  std::string path = getOnlyFile();
  for (mode_t mode : {0620, 0602, 0666}) {
    ASSERT_EQ(chmod(path.c_str(), mode), 0);
    EXPECT_EQ(read(makeKey(1)), "none");
  }
  ASSERT_EQ(chmod(path.c_str(), 0600), 0);
  EXPECT_EQ(read(makeKey(1)), "x");
  ASSERT_EQ(chmod(directory.c_str(), 0770), 0);
  EXPECT_EQ(read(makeKey(1)), "none");
  Result<void> written = open().write(makeKey(2), "y");
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().message,
            "the cache '" + directory +
                "' is not used: others may write to it; 'chmod go-w' forbids "
                "that");
}

TEST_F(DiskCacheTest, PassesOverWhatIsNoFile) {
  ASSERT_TRUE(open().write(makeKey(1), "x").ok());
  std::string path = getOnlyFile();
  ASSERT_EQ(unlink(path.c_str()), 0);
  // Opening a pipe waits for a writer.
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(read(makeKey(1)), "none");
  ASSERT_EQ(unlink(path.c_str()), 0);
  ASSERT_EQ(symlink("/dev/zero", path.c_str()), 0);
  EXPECT_EQ(read(makeKey(1)), "none");
  ASSERT_EQ(unlink(path.c_str()), 0);
  ASSERT_EQ(mkdir(path.c_str(), 0700), 0);
  EXPECT_EQ(read(makeKey(1)), "none");
  EXPECT_FALSE(open().write(makeKey(1), "x").ok());
  EXPECT_EQ(list().size(), 1u) << "an unfinished file is left behind";
  open(0).prune();
}

TEST_F(DiskCacheTest, NeedsNoFolder) {
  writeAll(folder + "/a", "in the way");
  EXPECT_EQ(read(makeKey(1)), "none");
  Result<void> written = open().write(makeKey(1), "x");
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().message,
            "the cache '" + directory + "' is not used: not a directory");
  open().prune();
}

TEST_F(DiskCacheTest, ReadsWhereItMayNotWrite) {
  ASSERT_TRUE(open().write(makeKey(1), "x").ok());
  ASSERT_EQ(chmod(directory.c_str(), 0555), 0);
  ASSERT_EQ(chmod((folder + "/a").c_str(), 0755), 0);
  ASSERT_EQ(chmod(folder.c_str(), 0755), 0);
  // That of all temporary files may be for its owner alone.
  llvm::StringRef parent = llvm::sys::path::parent_path(folder);
  if (auto mode = llvm::sys::fs::getPermissions(parent))
    llvm::sys::fs::setPermissions(parent, *mode | llvm::sys::fs::all_exe);
  std::string expected =
      "the cache '" + directory + "' is not used: permission denied";
  EXPECT_EQ(inChild([&] {
              // Nothing is forbidden to the superuser.
              if (geteuid() == 0 && setuid(65534) != 0)
                return false;
              Result<void> written = open().write(makeKey(2), "y");
              return read(makeKey(1)) == "x" && !written &&
                     written.error().message == expected;
            }),
            0);
}

TEST_F(DiskCacheTest, BearsALimitOfFileSizes) {
  EXPECT_EQ(inChild([&] {
              rlimit limit = {1000, 1000};
              setrlimit(RLIMIT_FSIZE, &limit);
              return open().write(makeKey(1), "small").ok() &&
                     !open().write(makeKey(2), makeContent(2, 5000)).ok();
            }),
            0);
  EXPECT_EQ(read(makeKey(1)), "small");
  EXPECT_EQ(list().size(), 1u);
}

/// Makes the system call `number` fail with `code` in this process from now on.
static bool breakSystemCall(int number, int code) {
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(number), 0, 1),
      BPF_STMT(BPF_RET | BPF_K,
               SECCOMP_RET_ERRNO | static_cast<unsigned>(code)),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  sock_fprog filter = {std::size(program), program};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

TEST_F(DiskCacheTest, BearsFailuresOfTheSystem) {
  if (inChild([] { return breakSystemCall(SYS_lseek, EIO); }) != 0)
    GTEST_SKIP() << "system calls cannot be made to fail here";
  std::string old = makeContent(1, 5000), young = makeContent(2, 5000);
  for (int call : {SYS_openat, SYS_read, SYS_pread64, SYS_write, SYS_close,
                   SYS_lseek, SYS_fstat, SYS_newfstatat, SYS_mkdirat,
                   SYS_renameat, SYS_unlinkat, SYS_getdents64, SYS_utimensat,
#ifdef SYS_rename
                   SYS_mkdir, SYS_rename, SYS_unlink
#endif
       })
    for (int code : {EIO, ENOSPC, ENOMEM, EACCES}) {
      (void)unlink((directory + "/pruned").c_str());
      ASSERT_TRUE(open().write(makeKey(1), old).ok());
      EXPECT_EQ(inChild([&] {
                  if (!breakSystemCall(call, code))
                    return false;
                  std::string found = read(makeKey(1));
                  bool written = open().write(makeKey(2), young).ok();
                  std::string fresh = read(makeKey(2));
                  open(1).prune();
                  return (found == old || found == "none") &&
                         (fresh == young || fresh == "none") &&
                         (written || fresh == "none");
                }),
                0)
          << call << ' ' << code;
      std::string fresh = read(makeKey(2));
      EXPECT_TRUE(fresh == young || fresh == "none") << call << ' ' << code;
      // Not everything can be tidied up.
      for (const std::string &path : list())
        (void)unlink(path.c_str());
    }
}

TEST_F(DiskCacheTest, RemovesWhatWasNotUsedForLongest) {
  std::string content(1000, 'x');
  auto age = [&](const std::string &path, int minutes) {
    int file = ::open(path.c_str(), O_RDONLY);
    llvm::sys::fs::setLastAccessAndModificationTime(
        file, std::chrono::system_clock::now() - std::chrono::minutes(minutes));
    close(file);
  };
  for (uint8_t number : {1, 2, 3, 4}) {
    std::vector<std::string> before = list();
    ASSERT_TRUE(open().write(makeKey(number), content).ok());
    for (const std::string &path : list())
      if (std::find(before.begin(), before.end(), path) == before.end())
        age(path, 20 - number);
  }
  EXPECT_EQ(read(makeKey(1)), content);
  // Two files of dead writers, one of which may still be alive.
  writeAll(directory + "/tslice-old.tmp", "x");
  age(directory + "/tslice-old.tmp", 100);
  writeAll(directory + "/tslice-new.tmp", "x");
  writeAll(directory + "/other", content + content);

  open(2500).prune();
  EXPECT_EQ(read(makeKey(1)), content);
  EXPECT_EQ(read(makeKey(2)), "none");
  EXPECT_EQ(read(makeKey(3)), "none");
  EXPECT_EQ(read(makeKey(4)), content);
  EXPECT_EQ(readAll(directory + "/other"), content + content);
  EXPECT_EQ(readAll(directory + "/tslice-new.tmp"), "x");
  EXPECT_FALSE(llvm::sys::fs::exists(directory + "/tslice-old.tmp"));
  // An entry above the limit would only drive the others out.
  EXPECT_TRUE(open(500).write(makeKey(5), content).ok());
  EXPECT_EQ(read(makeKey(5)), "none");
}

TEST_F(DiskCacheTest, PrunesWhenItWrites) {
  std::string content(1000, 'x');
  for (uint8_t number = 0; number < 10; ++number) {
    ASSERT_TRUE(open(5000).write(makeKey(number), content).ok());
    // The next one is due in a minute.
    (void)unlink((directory + "/pruned").c_str());
  }
  EXPECT_EQ(list().size(), 4u);
}

TEST_F(DiskCacheTest, SurvivesWritersThatAreKilled) {
  std::mt19937 random(1);
  std::string old = makeContent(1, 2000000), young = makeContent(2, 2000000);
  int wholes = 0, nones = 0;
  for (int round = 0; round < 60; ++round) {
    // An entry that is new, and one that is replaced.
    CacheKey fresh = makeKey(static_cast<uint8_t>(round + 10));
    ASSERT_TRUE(open().write(makeKey(1), old).ok());
    pid_t child = start([&] {
      return open().write(fresh, young).ok() &&
             open().write(makeKey(1), young).ok();
    });
    // Later and later, however slow the machine is.
    usleep(random() % 8000 * (1 + round / 10));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    std::string found = read(fresh), replaced = read(makeKey(1));
    ASSERT_TRUE(found == young || found == "none");
    ASSERT_TRUE(replaced == old || replaced == young);
    ++(found == young ? wholes : nones);
    for (const std::string &path : list())
      (void)unlink(path.c_str());
  }
  // Else the moments were not in the middle of anything.
  EXPECT_GT(wholes, 0);
  EXPECT_GT(nones, 0);
}

TEST_F(DiskCacheTest, ServesEightWritersAtOnce) {
  auto size = [](uint8_t number) { return size_t(1000) * (number + 1); };
  std::vector<pid_t> children;
  for (int writer = 0; writer < 8; ++writer)
    children.push_back(start([&] {
      std::mt19937 random(writer);
      for (int i = 0; i < 150; ++i) {
        // One entry of all writers, and some that only a few meet in.
        uint8_t number = i % 3 == 0 ? 0 : random() % 20;
        std::string content = makeContent(number, size(number));
        if (!open().write(makeKey(number), content))
          return false;
        // A few remove what others are reading.
        if (writer < 2 && i % 10 == 0)
          open(50000).prune();
        uint8_t other = random() % 20;
        std::string found = read(makeKey(other));
        if (found != "none" && found != makeContent(other, size(other)))
          return false;
      }
      return true;
    }));
  for (pid_t child : children) {
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  for (const std::string &path : list())
    EXPECT_FALSE(llvm::StringRef(path).ends_with(".tmp"));
}
