// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Decides the names and types that C programs see. The header and the code are
// made from the same names, so they cannot disagree.

#include "CInterface.h"
#include "tslice/Version.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/IR/IRBuilder.h"

using namespace llvm;
using namespace tslice;

using tslice::ErrorCode;

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

std::string tslice::makeCIdentifier(StringRef text) {
  std::string name = text.str();
  for (char &c : name)
    if (!isAlnum(c) && c != '_')
      c = '_';
  if (name.empty() || isDigit(name.front()))
    name.insert(name.begin(), '_');
  return name;
}

/// Returns whether C or C++ means something else by `name`: keywords, and macros
/// of the standard library that take no arguments.
static bool isKeyword(StringRef name) {
  static const StringSet<> keywords = {"alignas",     "alignof",
                                       "and",         "and_eq",
                                       "asm",         "auto",
                                       "bitand",      "bitor",
                                       "bool",        "break",
                                       "case",        "catch",
                                       "char",        "char16_t",
                                       "char32_t",    "char8_t",
                                       "class",       "co_await",
                                       "co_return",   "co_yield",
                                       "compl",       "concept",
                                       "const",       "const_cast",
                                       "consteval",   "constexpr",
                                       "constinit",   "continue",
                                       "decltype",    "default",
                                       "delete",      "do",
                                       "double",      "dynamic_cast",
                                       "else",        "enum",
                                       "explicit",    "export",
                                       "extern",      "false",
                                       "float",       "for",
                                       "friend",      "goto",
                                       "if",          "inline",
                                       "int",         "long",
                                       "mutable",     "namespace",
                                       "new",         "noexcept",
                                       "not",         "not_eq",
                                       "nullptr",     "operator",
                                       "or",          "or_eq",
                                       "private",     "protected",
                                       "public",      "register",
                                       "requires",    "restrict",
                                       "return",      "short",
                                       "signed",      "sizeof",
                                       "static",      "static_assert",
                                       "static_cast", "struct",
                                       "switch",      "template",
                                       "this",        "thread_local",
                                       "throw",       "true",
                                       "try",         "typedef",
                                       "typeid",      "typename",
                                       "typeof",      "union",
                                       "unsigned",    "using",
                                       "virtual",     "void",
                                       "volatile",    "wchar_t",
                                       "while",       "xor",
                                       "EOF",         "I",
                                       "INFINITY",    "NAN",
                                       "NULL",        "complex",
                                       "errno",       "imaginary",
                                       "noreturn",    "stderr",
                                       "stdin",       "stdout",
                                       "xor_eq",      "linux",
                                       "unix",        "reinterpret_cast"};
  return keywords.contains(name);
}

/// Returns a name for a parameter that is neither taken nor a keyword.
static std::string makeParameter(StringRef wanted, StringSet<> &taken) {
  std::string name = makeCIdentifier(wanted);
  // Such names belong to the compiler, or to us.
  if (isKeyword(name) || StringRef(name).starts_with("_") ||
      StringRef(name).starts_with("tslice_"))
    name = "arg" + (name.front() == '_' ? name : "_" + name);
  std::string unique = name;
  for (int i = 2; !taken.insert(unique).second; ++i)
    unique = name + "_" + std::to_string(i);
  return unique;
}

static CFunction nameFunction(const Signature &signature, StringRef name) {
  CFunction function;
  function.name = name;
  StringSet<> taken;
  taken.insert("context");
  for (auto [i, argument] : llvm::enumerate(signature.arguments))
    function.arguments.push_back(makeParameter(
        argument.name.empty() ? "arg" + std::to_string(i) : argument.name,
        taken));
  bool single = signature.results.size() == 1;
  for (size_t i = 0; i < signature.results.size(); ++i)
    function.results.push_back(
        makeParameter(single ? "result" : "result" + std::to_string(i), taken));
  return function;
}

Result<CInterface> tslice::nameCFunctions(const ModuleDescription &description,
                                          StringRef prefix) {
  CInterface interface;
  interface.prefix = prefix;
  interface.table = ("tslice_module_" + prefix).str();
  if (prefix != makeCIdentifier(prefix) || isKeyword(prefix) ||
      prefix.starts_with("_"))
    return tslice::Error(
        ErrorCode::InvalidArgument,
        "the prefix of names in C must be an identifier of C and not "
        "begin with '_', but is '" +
            prefix.str() + "'");
  StringMap<std::string> owners;
  owners[interface.table] = "the table of the module";
  for (const Signature &signature : description.signatures) {
    std::string name = (prefix + "_").str() + makeCIdentifier(signature.name);
    if (StringRef(name).starts_with("tslice_rt_"))
      return tslice::Error(
          ErrorCode::InvalidArgument,
          "'@" + signature.name + "' would be called '" + name +
              "' in C, but names that begin with 'tslice_rt_' belong "
              "to the runtime; choose another prefix");
    interface.functions.push_back(nameFunction(signature, name));
    CFunction &function = interface.functions.back();
    if (!signature.results.empty())
      function.intoName = name + "_into";
    for (const std::string &taken : {function.name, function.intoName}) {
      if (taken.empty())
        continue;
      std::string user = "'@" + signature.name + "'";
      if (taken != name)
        user += " with results in memory of the caller";
      auto [owner, isNew] = owners.try_emplace(taken, user);
      if (!isNew)
        return tslice::Error(ErrorCode::InvalidArgument,
                             owner->second + " and " + user +
                                 " would both be called '" + taken +
                                 "' in C; rename one of them");
    }
  }
  return interface;
}

//===----------------------------------------------------------------------===//
// Code
//===----------------------------------------------------------------------===//

/// Stores `values` to an array on the stack and returns its address.
static Value *storeAll(IRBuilder<> &b, ArrayRef<Value *> values) {
  Value *array = b.CreateAlloca(b.getPtrTy(),
                                b.getInt64(std::max<size_t>(values.size(), 1)));
  for (auto [i, value] : llvm::enumerate(values))
    b.CreateStore(value, b.CreateConstGEP1_64(b.getPtrTy(), array, i));
  return array;
}

/// define i32 @<name>(ptr %context, ptr %x, ..., ptr %result, ...) {
///   <store the pointers to two arrays>
///   %code = call i32 @<callee>(ptr %context, ptr @<table>, i64 <number>,
///                              ptr %xs, i64 <count>, ptr %rs, i64 <count>)
///   ret i32 %code
/// }
static void emitCFunction(llvm::Module &code, const CFunction &function,
                          StringRef name, StringRef callee, int64_t number,
                          GlobalVariable *table) {
  IRBuilder<> b(code.getContext());
  llvm::Type *pointer = b.getPtrTy(), *word = b.getInt64Ty();
  size_t numArguments = function.arguments.size();
  SmallVector<llvm::Type *> types(1 + numArguments + function.results.size(),
                                  pointer);
  auto *made = llvm::Function::Create(
      llvm::FunctionType::get(b.getInt32Ty(), types, /*isVarArg=*/false),
      GlobalValue::ExternalLinkage, name, code);
  made->addFnAttr(Attribute::NoUnwind);
  SmallVector<Value *> parameters;
  for (llvm::Argument &parameter : made->args())
    parameters.push_back(&parameter);
  b.SetInsertPoint(BasicBlock::Create(code.getContext(), "", made));
  ArrayRef<Value *> tensors = ArrayRef(parameters).drop_front();
  Value *arguments = storeAll(b, tensors.take_front(numArguments));
  Value *results = storeAll(b, tensors.drop_front(numArguments));
  FunctionCallee called =
      code.getOrInsertFunction(callee, b.getInt32Ty(), pointer, pointer, word,
                               pointer, word, pointer, word);
  b.CreateRet(
      b.CreateCall(called, {parameters.front(), table, b.getInt64(number),
                            arguments, b.getInt64(numArguments), results,
                            b.getInt64(function.results.size())}));
}

void tslice::emitCFunctions(llvm::Module &code, const CInterface &interface,
                            GlobalVariable *table) {
  for (auto [i, function] : llvm::enumerate(interface.functions)) {
    auto number = static_cast<int64_t>(i);
    emitCFunction(code, function, function.name, "tslice_rt_call", number,
                  table);
    if (!function.intoName.empty())
      emitCFunction(code, function, function.intoName, "tslice_rt_call_into",
                    number, table);
  }
}

//===----------------------------------------------------------------------===//
// Header
//===----------------------------------------------------------------------===//

/// The constant of the runtime for `type`, without its prefix.
static StringRef getTypeConstant(ElementType type) {
  static constexpr StringLiteral names[] = {
      "F64", "F32", "F16", "BF16", "F8E4M3FN", "F8E5M2", "I1",
      "I8",  "I16", "I32", "I64",  "INDEX",    "C64",    "C128"};
  return names[static_cast<size_t>(type)];
}

/// `TSLICE_RT_F32 [rows, 4]`.
static void printSpec(const TensorSpec &spec, ArrayRef<std::string> dimNames,
                      raw_ostream &output) {
  output << "TSLICE_RT_" << getTypeConstant(spec.type);
  if (spec.shape.empty()) {
    output << ", rank 0";
    return;
  }
  output << " [";
  for (auto [d, size] : llvm::enumerate(spec.shape)) {
    output << (d ? ", " : "");
    StringRef name = dimNames.empty() ? "" : StringRef(dimNames[d]);
    if (!name.empty())
      output << makeCIdentifier(name);
    if (size != dynamicSize)
      output << (name.empty() ? "" : " = ") << size;
    else if (name.empty())
      output << "?";
  }
  output << ']';
}

static void printPrototype(const Signature &signature,
                           const CFunction &function, StringRef name,
                           raw_ostream &output) {
  output << "int32_t " << name << "(tslice_rt_context *context";
  for (auto [argument, parameter] :
       llvm::zip_equal(signature.arguments, function.arguments))
    output << ",\n    " << (argument.donated ? "" : "const ")
           << "tslice_rt_tensor *" << parameter;
  for (const std::string &parameter : function.results)
    output << ",\n    tslice_rt_tensor *" << parameter;
  output << ");\n";
}

static void printPrototypes(const Signature &signature,
                            const CFunction &function, raw_ostream &output) {
  output << "\n/* " << makeCIdentifier(signature.name) << "\n";
  for (auto [argument, name] :
       llvm::zip_equal(signature.arguments, function.arguments)) {
    output << " *   " << name << ": ";
    printSpec(argument.spec, argument.dimNames, output);
    output << (argument.donated ? ", updated in place\n" : "\n");
  }
  for (auto [spec, name] :
       llvm::zip_equal(signature.results, function.results)) {
    output << " *   " << name << ": ";
    printSpec(spec, {}, output);
    output << '\n';
  }
  output << " */\n";
  printPrototype(signature, function, function.name, output);
  if (!function.intoName.empty())
    printPrototype(signature, function, function.intoName, output);
}

void tslice::printCHeader(const ModuleDescription &description,
                          const CInterface &interface, raw_ostream &output) {
  std::string guard = StringRef(interface.prefix).upper() + "_TSLICE_H";
  output << "/* Made by TSlice " << TSLICE_VERSION_STRING << ".\n"
         << R"( *
 * Each function calls an entry of the graph. It returns TSLICE_RT_OK, or another
 * code, and tslice_rt_message(context) says why. Arguments are as listed, sizes
 * in brackets; equal names are equal sizes, ? is any. Results are the caller's,
 * who hands them to tslice_rt_tensor_release. One context serves one call at a
 * time.
 *
 * Those that end in _into read their results first: where `data` is not null the
 * result is stored there, in memory of the caller, as tslice_rt_call_into does.
 */
)"
         << "#ifndef " << guard << "\n#define " << guard << R"(

#include <tslice/Runtime/Call.h>

#ifdef __cplusplus
extern "C" {
#endif
)";
  for (auto [signature, function] :
       llvm::zip_equal(description.signatures, interface.functions))
    printPrototypes(signature, function, output);
  output
      << "\n/* Describes the functions above; the argument of tslice_rt_call. "
         "*/\nextern const tslice_rt_module "
      << interface.table << R"(;

#ifdef __cplusplus
}
#endif

#endif
)";
}
