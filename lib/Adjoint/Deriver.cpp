// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A derived function is a clone of its primal with the sweep's operations
// behind it, and without whatever the derivative turned out not to need.

#include "Deriver.h"
#include "CallNote.h"
#include "Emitter.h"
#include "EraseUnused.h"
#include "ForwardSweep.h"
#include "PrepareBody.h"
#include "SizeRoots.h"
#include "SparseGradient.h"
#include <tuple>

using namespace mlir;
using namespace tslice;

bool DerivativeRequest::operator<(const DerivativeRequest &other) const {
  return std::tie(function, mode, args, results, value, sparse) <
         std::tie(other.function, other.mode, other.args, other.results,
                  other.value, other.sparse);
}

InFlightDiagnostic Deriver::emitError() {
  return requester->emitOpError() << "cannot differentiate @" << root;
}

void Deriver::reportMissing(Operation *op) {
  auto diag = emitError() << ": '" << op->getName() << "' has no adjoint";
  diag.attachNote(op->getLoc()) << "'" << op->getName() << "' is used here";
  attachCallers(*diag.getUnderlyingDiagnostic(), op->getLoc());
  diag.attachNote(op->getLoc()) << "attach a DifferentiableOpInterface model "
                                   "to it, or mark the argument inactive";
}

//===----------------------------------------------------------------------===//
// Derived functions
//===----------------------------------------------------------------------===//

/// The declaration of the derived function, whose body is another's.
func::FuncOp Deriver::createFunction(const DerivativeRequest &request,
                                     func::FuncOp primal) {
  FunctionType type = primal.getFunctionType();
  SmallVector<Type> inputs(type.getInputs()), results;
  if (request.value)
    llvm::append_range(results, type.getResults());
  bool forward = request.mode == DerivativeMode::Forward;
  for (int64_t arg : request.args) {
    Type input = type.getInput(arg);
    if (int64_t number = request.getNumRowIndices(arg))
      llvm::append_range(results,
                         getSparseTypes(cast<RankedTensorType>(input), number));
    else
      (forward ? inputs : results).push_back(input);
  }
  if (request.mode != DerivativeMode::Gradient)
    for (int64_t result : request.results)
      (forward ? results : inputs).push_back(type.getResult(result));

  StringRef suffix = request.mode == DerivativeMode::Gradient  ? "__grad_"
                     : request.mode == DerivativeMode::Reverse ? "__vjp_"
                                                               : "__jvp_";
  SymbolTable &table = symbols.getSymbolTable(primal->getParentOp());
  std::string name;
  for (int number = 0; name.empty() || table.lookup(name); ++number)
    name = (primal.getSymName() + suffix + Twine(number)).str();
  OpBuilder builder(primal.getContext());
  auto derived = func::FuncOp::create(primal.getLoc(), name,
                                      builder.getFunctionType(inputs, results));
  derived.setPrivate();
  table.insert(derived, ++Block::iterator(primal));
  return derived;
}

static SmallVector<Value> pick(ValueRange values, ArrayRef<int64_t> numbers) {
  return llvm::map_to_vector(numbers,
                             [&](int64_t number) { return values[number]; });
}

static SmallVector<Operation *> opsOf(Block &block) {
  return llvm::map_to_vector(block.without_terminator(),
                             [](Operation &op) { return &op; });
}

FailureOr<Activity> Deriver::analyse(Block &body,
                                     const DerivativeRequest &request) {
  SmallVector<Value> independents = pick(body.getArguments(), request.args);
  auto dependents = [&]() {
    return pick(body.getTerminator()->getOperands(), request.results);
  };
  prepareBody(body, Activity::estimate(body, independents, dependents()));
  return Activity::analyse(body, independents, dependents(),
                           [&](Operation *op) { reportMissing(op); });
}

LogicalResult Deriver::emitReverse(const DerivativeRequest &request,
                                   DerivedFunction &derived) {
  Block &body = derived.function.getBody().front();
  auto terminator = cast<func::ReturnOp>(body.getTerminator());
  SmallVector<Value> independents = pick(body.getArguments(), request.args);
  FailureOr<Activity> activity = analyse(body, request);
  if (failed(activity))
    return failure();

  // Preparing may have replaced operations, so results are read here.
  SmallVector<Value> dependents =
      pick(terminator.getOperands(), request.results);
  SmallVector<Operation *> ops = opsOf(body);
  OpBuilder builder(terminator);
  ReverseSweep sweep(builder, *activity, *this);
  Location loc = terminator.getLoc();
  for (auto [arg, number] : request.sparse)
    sweep.keepRows(body.getArgument(arg));
  ValueRange seeds = body.getArguments().take_back(
      request.mode == DerivativeMode::Gradient ? 0 : request.results.size());
  for (auto [i, dependent] : llvm::enumerate(dependents))
    sweep.addDense(dependent,
                   seeds.empty()
                       ? Emitter(builder, loc).constant(dependent, 1.0)
                       : seeds[i]);
  if (failed(sweep.run(ops)))
    return failure();

  SmallVector<Value> results;
  if (request.value)
    results.assign(terminator.operand_begin(), terminator.operand_end());
  for (auto [arg, independent] : llvm::zip_equal(request.args, independents)) {
    if (request.getNumRowIndices(arg) > 0) {
      if (failed(emitSparse(request, arg, independent, sweep, results)))
        return failure();
      if (sweep.getKeptRows(independent).contributions.empty())
        derived.unreached.push_back(arg);
      continue;
    }
    Value gradient = sweep.getCotangent(independent);
    if (!gradient) {
      derived.unreached.push_back(arg);
      gradient = sweep.createZero(loc, independent);
    }
    results.push_back(gradient);
  }
  terminator.getOperandsMutable().assign(results);
  return success();
}

/// Appends the rows of the gradient of an argument.
LogicalResult Deriver::emitSparse(const DerivativeRequest &request, int64_t arg,
                                  Value independent, ReverseSweep &sweep,
                                  SmallVectorImpl<Value> &results) {
  int64_t numIndices = request.getNumRowIndices(arg);
  const ReverseSweep::KeptRows &kept = sweep.getKeptRows(independent);
  if (kept.otherUse) {
    auto diag = emitError() << ": argument " << arg
                            << " has no sparse gradient, because it is not "
                               "only gathered from along its first dimensions";
    diag.attachNote(*kept.otherUse) << "it is used here";
    return failure();
  }
  for (const auto &[contribution, rows] : kept.contributions) {
    int64_t found = rows.dims.size();
    if (found != numIndices)
      return emitError() << ": " << found
                         << (found == 1 ? " index tells" : " indices tell")
                         << " a row of argument " << arg
                         << ", but the results are for " << numIndices;
  }
  auto [indices, rows] =
      createSparseGradient(sweep.getBuilder(), requester->getLoc(), independent,
                           numIndices, kept.contributions);
  results.append({indices, rows});
  return success();
}

LogicalResult Deriver::emitForward(const DerivativeRequest &request,
                                   DerivedFunction &derived) {
  Block &body = derived.function.getBody().front();
  auto terminator = cast<func::ReturnOp>(body.getTerminator());
  SmallVector<Value> independents = pick(body.getArguments(), request.args);
  FailureOr<Activity> activity = analyse(body, request);
  if (failed(activity))
    return failure();

  // Preparing may have replaced operations, so results are read here.
  SmallVector<Value> dependents =
      pick(terminator.getOperands(), request.results);
  SmallVector<Operation *> ops = opsOf(body);
  OpBuilder builder(terminator);
  ForwardSweep sweep(builder, *activity, *this);
  for (auto [independent, tangent] : llvm::zip_equal(
           independents, body.getArguments().take_back(independents.size())))
    sweep.setTangent(independent, tangent);
  if (failed(sweep.run(ops)))
    return failure();
  DenseSet<Value> reaching = findReaching(body, dependents);
  for (auto [arg, independent] : llvm::zip_equal(request.args, independents))
    if (!reaching.contains(independent))
      derived.unreached.push_back(arg);

  // A rule may have replaced a primal operation, so its results are read again.
  builder.setInsertionPoint(terminator);
  SmallVector<Value> results;
  if (request.value)
    results.assign(terminator.operand_begin(), terminator.operand_end());
  for (Value dependent : dependents) {
    Value tangent = sweep.getTangent(dependent);
    results.push_back(
        tangent ? tangent : sweep.createZero(terminator.getLoc(), dependent));
  }
  terminator.getOperandsMutable().assign(results);
  return success();
}

FailureOr<DerivedFunction> Deriver::build(const DerivativeRequest &request) {
  auto primal = dyn_cast<func::FuncOp>(request.function);
  auto refuse = [&](StringRef why) {
    auto diag = emitError() << ": " << why;
    diag.attachNote(request.function->getLoc())
        << "the function is defined here";
    return failure();
  };
  if (!primal)
    return refuse("only 'func.func' can be differentiated");
  FailureOr<func::FuncOp> rule =
      findOwnRule(primal, request.mode == DerivativeMode::Forward, symbols);
  if (failed(rule))
    return failure();
  if (*rule && !request.sparse.empty())
    return refuse("its own rule yields whole gradients, no sparse ones");
  if (*rule) {
    if (failed(replaceDerivatives(*rule)))
      return failure();
    DerivedFunction derived{createFunction(request, primal), {}};
    derived.function.addEntryBlock();
    emitOwnRule(request, primal, *rule, derived.function);
    eraseUnused(derived.function.getBody().front(), symbols);
    return derived;
  }
  if (primal.isExternal())
    return refuse(("@" + primal.getSymName() + " has no body").str());
  if (!primal.getBody().hasOneBlock())
    return refuse(("@" + primal.getSymName() +
                   " branches between blocks; use 'scf' operations instead")
                      .str());
  if (failed(replaceDerivatives(primal)))
    return failure();
  return sweep(request, primal);
}

/// Clones the primal function and derives the clone.
FailureOr<DerivedFunction> Deriver::sweep(const DerivativeRequest &request,
                                          func::FuncOp primal) {
  DerivedFunction derived{createFunction(request, primal), {}};
  IRMapping mapping;
  primal.getBody().cloneInto(&derived.function.getBody(), mapping);
  Block &body = derived.function.getBody().front();
  for (Type input :
       derived.function.getArgumentTypes().drop_front(primal.getNumArguments()))
    body.addArgument(input, primal.getLoc());
  LogicalResult emitted = request.mode == DerivativeMode::Forward
                              ? emitForward(request, derived)
                              : emitReverse(request, derived);
  if (failed(emitted)) {
    symbols.getSymbolTable(primal->getParentOp()).erase(derived.function);
    return failure();
  }
  readSizesFromRoots(derived.function.getBody());
  eraseUnused(derived.function.getBody().front(), symbols);
  return derived;
}

FailureOr<DerivedFunction> Deriver::derive(const DerivativeRequest &request) {
  // A rule that gives up reports at its operation; who asked is said in a note.
  ScopedDiagnosticHandler handler(
      requester->getContext(), [&](Diagnostic &diag) {
        auto says = [&](Diagnostic &note) {
          return note.getLocation() == requester->getLoc();
        };
        if (diag.getSeverity() == DiagnosticSeverity::Error && !says(diag) &&
            llvm::none_of(diag.getNotes(), says))
          diag.attachNote(requester->getLoc())
              << "the derivative of @" << root << " is asked for here";
        return failure();
      });
  return deriveOnce(request);
}

FailureOr<DerivedFunction>
Deriver::deriveOnce(const DerivativeRequest &request) {
  if (auto it = derivedFunctions.find(request); it != derivedFunctions.end())
    return it->second;
  bool &active = inProgress[request];
  if (active) {
    auto name = SymbolTable::getSymbolName(request.function);
    auto diag = emitError() << ": @" << name.getValue()
                            << " calls itself, and recursion has no adjoint";
    diag.attachNote(request.function->getLoc())
        << "the function is defined here";
    return failure();
  }
  active = true;
  FailureOr<DerivedFunction> derived = build(request);
  inProgress[request] = false;
  if (succeeded(derived))
    derivedFunctions[request] = *derived;
  return derived;
}

FailureOr<DerivedCallee> Deriver::deriveCallee(Operation *call,
                                               FlatSymbolRefAttr callee,
                                               ArrayRef<int64_t> args,
                                               ArrayRef<int64_t> results,
                                               bool forward) {
  CallNote note(call);
  Operation *function = symbols.lookupNearestSymbolFrom(call, callee);
  if (!function)
    return LogicalResult(call->emitOpError()
                         << "calls " << callee << ", which is not defined");
  DerivativeRequest request{
      function, forward ? DerivativeMode::Forward : DerivativeMode::Reverse,
      SmallVector<int64_t>(args), SmallVector<int64_t>(results),
      /*value=*/forward};
  FailureOr<DerivedFunction> derived = deriveOnce(request);
  if (failed(derived))
    return failure();
  return DerivedCallee{
      FlatSymbolRefAttr::get(derived->function.getSymNameAttr()),
      derived->unreached};
}
