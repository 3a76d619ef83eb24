// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads and writes the data of .npy files: chooses the element type, compares
// the sizes with the length of the file before allocating, and brings the
// elements into row-major, little-endian order.

#include "tslice/ExecutionEngine/Npy.h"
#include "NoMemory.h"
#include "NpyHeader.h"
#include "StagedFile.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace tslice;

//===----------------------------------------------------------------------===//
// Element types
//===----------------------------------------------------------------------===//

/// Returns the dtype of `type` without its byte order.
static std::string_view getDtype(ElementType type) {
  return getInfo(type).numpyDescr + 1;
}

/// Returns the name that NumPy users know a dtype by, with its descr.
static std::string describe(const NpyHeader &header) {
  static constexpr std::pair<const char *, const char *> names[] = {
      {"f2", "float16"},   {"f4", "float32"},     {"f8", "float64"},
      {"b1", "bool"},      {"i1", "int8"},        {"i2", "int16"},
      {"i4", "int32"},     {"i8", "int64"},       {"u1", "uint8"},
      {"u2", "uint16"},    {"u4", "uint32"},      {"u8", "uint64"},
      {"c8", "complex64"}, {"c16", "complex128"}, {"O", "object"}};
  for (auto [dtype, name] : names)
    if (header.dtype == dtype)
      return name;
  return "dtype '" + header.dtype + "'";
}

/// Returns whether elements of the file may be taken as `wanted`.
static bool isReadableAs(const NpyHeader &header, ElementType wanted) {
  std::string_view dtype = getDtype(wanted);
  if (header.dtype == dtype)
    return true;
  return isInteger(wanted) && header.dtype[0] == 'u' &&
         std::string_view(header.dtype).substr(1) == dtype.substr(1);
}

/// Chooses the element type of the tensor.
static Result<ElementType> chooseType(const NpyHeader &header,
                                      std::optional<ElementType> wanted) {
  if (wanted) {
    if (isReadableAs(header, *wanted))
      return *wanted;
    std::string advice;
    // The numeric type that astype can convert to, if there is one.
    if (getDtype(*wanted)[0] != 'V' && header.dtype != "O" &&
        header.dtype[0] != 'V')
      advice =
          "; convert it with .astype('" + std::string(getDtype(*wanted)) + "')";
    return Error(ErrorCode::InvalidArgument, "holds " + describe(header) +
                                                 ", but " + getName(*wanted) +
                                                 " is expected" + advice);
  }
  // The first match: int64 is i64, not index.
  for (const ElementTypeInfo &info : elementTypes)
    if (header.dtype[0] != 'V' && header.dtype == getDtype(info.type))
      return info.type;
  if (header.dtype[0] == 'V')
    return Error(ErrorCode::Unsupported,
                 "holds raw bytes, " + describe(header) +
                     ", and nothing says which type they have");
  if (header.dtype[0] == 'u')
    return Error(ErrorCode::Unsupported,
                 "holds " + describe(header) +
                     ", and there are no unsigned types; convert it with "
                     ".astype('i" +
                     header.dtype.substr(1) + "')");
  return Error(ErrorCode::Unsupported,
               "holds " + describe(header) +
                   "; bool, int8 to int64, float16 to float64, complex64 and "
                   "complex128 can be read");
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

/// Reverses the bytes of each of `count` numbers of `size` bytes.
static void swapBytes(char *data, int64_t count, int64_t size) {
  for (int64_t i = 0; i < count; ++i)
    std::reverse(data + i * size, data + (i + 1) * size);
}

/// Turns the bytes as they lie in the file into elements as we keep them.
static Result<Tensor> normalize(const NpyHeader &header, Tensor tensor) {
  char *data = static_cast<char *>(tensor.getMutableData());
  ElementType type = tensor.getType();
  if (header.bigEndian && getDtype(type)[0] != 'V') {
    int64_t part = getSize(getComponentType(type));
    if (part > 1)
      swapBytes(data, tensor.getNumBytes() / part, part);
  }
  // Every byte but 0 is true in NumPy; compiled code relies on 0 and 1.
  if (type == ElementType::I1)
    for (int64_t i = 0; i < tensor.getNumElements(); ++i)
      data[i] = data[i] != 0;
  if (!header.columnMajor || tensor.getRank() < 2)
    return tensor;
  Shape strides(header.shape.size());
  int64_t stride = 1;
  for (size_t d = 0; d < strides.size(); ++d) {
    strides[d] = stride;
    stride *= header.shape[d];
  }
  Result<Tensor> columns =
      tensor.withLayout(data, type, header.shape, std::move(strides));
  return columns ? columns->contiguous() : std::move(columns);
}

/// Reads an array of `header` from a file of `fileSize` bytes. `fetch(to)`
/// copies the data to `to` and returns whether all of it was there.
template <typename Fetch>
static Result<Tensor> readArray(const NpyHeader &header, int64_t fileSize,
                                std::optional<ElementType> wanted,
                                Fetch fetch) {
  Result<ElementType> type = chooseType(header, wanted);
  if (!type)
    return type.error();
  Result<int64_t> count = countElements(*type, header.shape);
  if (!count)
    return count.error().withPrefix("is too large: ");
  int64_t expected = *count * getSize(*type);
  int64_t found = fileSize - static_cast<int64_t>(header.dataOffset);
  if (found != expected)
    return Error(
        ErrorCode::InvalidArgument,
        std::string(found < expected ? "is truncated" : "is too long") +
            ": an array of shape (" + formatShape(header.shape) + ") of " +
            getName(*type) + " takes " + std::to_string(expected) +
            " bytes, but " + std::to_string(found) + " follow the header");
  Result<Tensor> tensor = Tensor::allocate(*type, header.shape);
  if (!tensor)
    return tensor;
  if (Result<void> got = fetch(static_cast<char *>(tensor->getMutableData()),
                               static_cast<size_t>(expected));
      !got)
    return got.error();
  return normalize(header, std::move(*tensor));
}

Result<Tensor> tslice::readNpyFromMemory(std::string_view contents,
                                         const std::string &name,
                                         std::optional<ElementType> wanted) {
  return orNoMemory([&]() -> Result<Tensor> {
    std::string prefix = "'" + name + "' ";
    Result<NpyHeader> header = parseNpyHeader(contents.substr(0, maxNpyHeader));
    if (!header)
      return header.error().withPrefix(prefix);
    Result<Tensor> tensor =
        readArray(*header, static_cast<int64_t>(contents.size()), wanted,
                  [&](char *to, size_t size) -> Result<void> {
                    std::memcpy(to, contents.data() + header->dataOffset, size);
                    return {};
                  });
    return tensor ? std::move(tensor) : tensor.error().withPrefix(prefix);
  });
}

/// Reads up to `size` bytes at `offset`; returns how many, or -1 with errno.
static int64_t readAt(int descriptor, char *to, size_t size, size_t offset) {
  size_t done = 0;
  while (done < size) {
    ssize_t got =
        ::pread(descriptor, to + done, std::min(size - done, size_t(1) << 30),
                static_cast<off_t>(offset + done));
    if (got == 0)
      break;
    if (got < 0 && errno != EINTR)
      return -1;
    done += got > 0 ? static_cast<size_t>(got) : 0;
  }
  return static_cast<int64_t>(done);
}

Result<Tensor> tslice::readNpy(const std::string &path,
                               std::optional<ElementType> wanted) {
  return orNoMemory([&]() -> Result<Tensor> {
    std::string prefix = "'" + path + "' ";
    // Opening a pipe would wait for its writer without O_NONBLOCK.
    FileDescriptor file(
        ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.get() < 0)
      return makeSystemError("cannot open '" + path + "'");
    struct stat status;
    if (::fstat(file.get(), &status) != 0)
      return makeSystemError("cannot read '" + path + "'");
    if (!S_ISREG(status.st_mode))
      return Error(ErrorCode::IO, prefix + "is not a regular file");
    std::string start(
        std::min<size_t>(maxNpyHeader, static_cast<size_t>(status.st_size)),
        '\0');
    int64_t got = readAt(file.get(), start.data(), start.size(), 0);
    if (got < 0)
      return makeSystemError("cannot read '" + path + "'");
    start.resize(static_cast<size_t>(got));
    Result<NpyHeader> header = parseNpyHeader(start);
    if (!header)
      return header.error().withPrefix(prefix);
    Result<Tensor> tensor = readArray(
        *header, status.st_size, wanted,
        [&](char *to, size_t size) -> Result<void> {
          int64_t got = readAt(file.get(), to, size, header->dataOffset);
          if (got < 0)
            return makeSystemError("cannot be read");
          if (static_cast<size_t>(got) != size)
            return Error(ErrorCode::IO, "became shorter while it was read");
          return {};
        });
    return tensor ? std::move(tensor) : tensor.error().withPrefix(prefix);
  });
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

/// Returns everything that stands before the data.
static std::string makeHeader(const Tensor &tensor) {
  std::string dict = "{'descr': '";
  dict += getInfo(tensor.getType()).numpyDescr;
  dict += "', 'fortran_order': False, 'shape': (";
  for (int64_t size : tensor.getShape())
    dict += std::to_string(size) + ", ";
  // NumPy writes `(2, 3)`, and `(2,)` for rank 1.
  if (tensor.getRank() > 0)
    dict.erase(dict.size() - (tensor.getRank() == 1 ? 1 : 2));
  dict += "), }";
  // The data begins at a multiple of 64, and the header ends with a newline.
  dict.append(63 - (10 + dict.size()) % 64, ' ');
  dict += '\n';
  std::string header("\x93NUMPY\x01\x00", 8);
  header += static_cast<char>(dict.size() & 0xff);
  header += static_cast<char>(dict.size() >> 8);
  return header + dict;
}

/// Writes `tensor` beside the file that `path` leads to.
static Result<StagedFile> stage(const std::string &path, const Tensor &tensor) {
  Result<Tensor> data = tensor.contiguous();
  if (!data)
    return data.error().withPrefix("cannot write '" + path + "': ");
  Result<StagedFile> file = StagedFile::create(path);
  if (!file)
    return file;
  Result<void> done = file->write(makeHeader(*data));
  if (done)
    done = file->write({static_cast<const char *>(data->getData()),
                        static_cast<size_t>(data->getNumBytes())});
  if (done)
    done = file->finish();
  return done ? std::move(file) : done.error();
}

Result<void> tslice::writeNpy(const std::vector<std::string> &paths,
                              const std::vector<Tensor> &tensors) {
  return orNoMemory([&]() -> Result<void> {
    std::vector<StagedFile> staged;
    for (size_t i = 0; i < paths.size(); ++i) {
      Result<StagedFile> file = stage(paths[i], tensors[i]);
      if (!file)
        return file.error();
      staged.push_back(std::move(*file));
    }
    for (StagedFile &file : staged)
      if (Result<void> done = file.publish(); !done)
        return done;
    return {};
  });
}

Result<void> tslice::writeNpy(const std::string &path, const Tensor &tensor) {
  return orNoMemory(
      [&] { return writeNpy(std::vector<std::string>{path}, {tensor}); });
}
