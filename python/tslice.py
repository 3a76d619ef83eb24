# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compile MLIR files of tensor slicing graphs and call them on NumPy arrays.

    import tslice
    model = tslice.compile("step.mlir")
    table, loss = model.step(table, ids)

Arguments are arrays, or whatever NumPy makes arrays of. An array is passed where
it lies, with any strides. One that the source marks `tslice.donate` is updated in
place if it may be written and its elements are in row-major order without gaps;
then the result is that memory, too. bf16 and f8, which NumPy does not have, are
arrays of `V2` and `V1`. Everything that goes wrong is a `tslice.Error`, whose
`code` is one of the names below it, or a TypeError for what is no array.
"""
import ctypes
import functools
import os

import numpy

_NUMPY_TYPES = ["f8", "f4", "f2", "V2", "V1", "V1", "?", "i1", "i2", "i4", "i8",
                "i8", "c8", "c16"]
_MLIR_TYPES = ["f64", "f32", "f16", "bf16", "f8E4M3FN", "f8E5M2", "i1", "i8",
               "i16", "i32", "i64", "index", "complex<f32>", "complex<f64>"]
_CODES = ["ok", "invalid argument", "out of range", "out of memory", "not found",
          "compile", "io", "unsupported", "internal"]

# The functions of the C API by name, with a letter for the result and one for each
# argument.
_TYPES = {"-": None, "i": ctypes.c_int, "n": ctypes.c_size_t, "l": ctypes.c_int64,
          "p": ctypes.c_void_p, "t": ctypes.c_char_p,
          "N": ctypes.POINTER(ctypes.c_size_t), "L": ctypes.POINTER(ctypes.c_int64),
          "P": ctypes.POINTER(ctypes.c_void_p)}
_FUNCTIONS = """
version t, error_code ip, error_message tp, error_destroy -p, options_create p,
options_destroy -p, options_set_threads -pl, options_set_optimize -pi,
options_add_entry -pt, options_set_gradient -pLn, options_set_cache -pt,
tensor_borrow ppinLLiP, tensor_destroy -p, tensor_type ip, tensor_rank np,
tensor_shape Lp, tensor_strides Lp, tensor_num_elements lp, tensor_data pp,
compile_file ptpP, compile_text ptntpP, executable_destroy -p,
executable_origin ip, num_entries np, entry_name tpn, find_entry iptNP,
num_arguments npn, argument_name tpnn, argument_donated ipnn, argument_type ipnn,
argument_rank npnn, argument_shape Lpnn, num_results npn, result_type ipnn,
result_rank npnn, result_shape Lpnn, num_warnings np, warning tpn,
call_into ipnPtnPPnlP"""


def _load():
    """The library that TSLICE_LIBRARY names, the one beside this module in a
    build or an installed tree, or the one that the system finds."""
    here = os.path.dirname(os.path.abspath(__file__))
    paths = [os.path.join(here, *up, "libtslice.so.0")
             for up in (("..", "lib"), ("..", ".."))]
    found = [path for path in paths if os.path.exists(path)]
    path = os.environ.get("TSLICE_LIBRARY") or (found + ["libtslice.so.0"])[0]
    try:
        library = ctypes.CDLL(path)
    except OSError as failure:
        raise ImportError(f"the library of TSlice cannot be loaded: {failure}; "
                          "TSLICE_LIBRARY may name it") from None
    for name, letters in (entry.split() for entry in _FUNCTIONS.split(",")):
        function = getattr(library, "tslice_" + name)
        function.restype, *function.argtypes = [_TYPES[x] for x in letters]
    return library


_library = _load()
__version__ = _library.tslice_version().decode()


class Error(RuntimeError):
    """A failure: a sentence, and a `code` in words as "out of range"."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def _checked(function, *arguments):
    """Calls a function whose last argument takes the error, and raises it."""
    error = ctypes.c_void_p()
    result = function(*arguments, ctypes.byref(error))
    if error.value is None:
        return result
    code = _library.tslice_error_code(error)
    message = _library.tslice_error_message(error).decode()
    _library.tslice_error_destroy(error)
    raise Error(_CODES[code], message)


@functools.lru_cache(1024)
def _array_of(numbers):
    """The numbers of a tuple, for C to read: calls have few different shapes."""
    return (ctypes.c_int64 * len(numbers))(*numbers)


class _Tensor:
    """A handle, which is destroyed with this object."""

    def __init__(self, handle, kept=None):
        self.handle = handle
        self.kept = kept

    def __del__(self):
        _library.tslice_tensor_destroy(self.handle)

    @staticmethod
    def of(array, element_type, writable):
        """A tensor over the memory of `array`."""
        strides = None  # row-major
        if not array.flags.c_contiguous:
            item = array.dtype.itemsize
            if any(stride % item for stride in array.strides):
                array = array.copy()
            else:
                strides = _array_of(tuple(s // item for s in array.strides))
        handle = _checked(_library.tslice_tensor_borrow, array.ctypes.data,
                          element_type, array.ndim, _array_of(array.shape),
                          strides, not writable)
        return _Tensor(handle, array)

    def to_array(self):
        """An array over the memory of the tensor, which it keeps."""
        rank = _library.tslice_tensor_rank(self.handle)
        dtype = numpy.dtype(
            _NUMPY_TYPES[_library.tslice_tensor_type(self.handle)])
        shape = _library.tslice_tensor_shape(self.handle)[:rank]
        count = _library.tslice_tensor_num_elements(self.handle)
        if count == 0:
            return numpy.empty(shape, dtype)
        memory = (ctypes.c_char * (count * dtype.itemsize)).from_address(
            _library.tslice_tensor_data(self.handle))
        memory.tensor = self
        return numpy.frombuffer(memory, dtype).reshape(shape)


class Function:
    """An entry, to be called."""

    def __init__(self, module, number):
        self._module, self._number = module, number
        handle = module._handle
        self.__name__ = _library.tslice_entry_name(handle, number).decode()
        count = range(_library.tslice_num_arguments(handle, number))
        self._types = [_library.tslice_argument_type(handle, number, i)
                       for i in count]
        self._names = [
            _library.tslice_argument_name(handle, number, i).decode() or str(i)
            for i in count]
        self._donated = [
            bool(_library.tslice_argument_donated(handle, number, i))
            for i in count]
        count = range(_library.tslice_num_results(handle, number))
        self._result_types = [_library.tslice_result_type(handle, number, i)
                              for i in count]
        self.__doc__ = self._describe()

    def _describe(self):
        """The signature, as `step(table: f32[?, 64], ids: i32[?]) -> ...`."""
        def spell(kind, i):
            of = [self._module._handle, self._number, i]
            get = lambda what: getattr(_library, f"tslice_{kind}_{what}")(*of)
            sizes = get("shape")[:get("rank")]
            return (_MLIR_TYPES[get("type")] + "["
                    + ", ".join("?" if s < 0 else str(s) for s in sizes) + "]")
        arguments = [f"{name}: {spell('argument', i)}"
                     for i, name in enumerate(self._names)]
        results = [spell("result", i) for i in range(len(self._result_types))]
        return (f"{self.__name__}({', '.join(arguments)}) -> "
                + ", ".join(results or ["nothing"]))

    def _pass(self, value, i):
        """Argument `i`, as a tensor."""
        dtype = numpy.dtype(_NUMPY_TYPES[self._types[i]])
        if not isinstance(value, numpy.ndarray):
            try:
                value = numpy.asarray(value, None if hasattr(value, "dtype")
                                      else dtype)
            except (TypeError, ValueError, OverflowError) as failure:
                raise TypeError(f"argument '{self._names[i]}' of "
                                f"{self.__name__}: {failure}") from None
        if value.dtype != dtype:
            raise TypeError(
                f"argument '{self._names[i]}' of {self.__name__} has elements of "
                f"type {_MLIR_TYPES[self._types[i]]}, which is NumPy's {dtype}, "
                f"but got {value.dtype}")
        writable = (self._donated[i] and value.flags.writeable
                    and value.flags.c_contiguous)
        if self._donated[i] and not writable:
            value = value.copy()
        return _Tensor.of(value, self._types[i], self._donated[i])

    def _place(self, array, i):
        """A tensor for result `i` over the memory of `array`, or of None."""
        if array is None:
            return _Tensor(None)
        dtype = numpy.dtype(_NUMPY_TYPES[self._result_types[i]])
        if not isinstance(array, numpy.ndarray) or array.dtype != dtype or any(
                stride % dtype.itemsize for stride in array.strides):
            raise TypeError(f"out of {self.__name__} takes arrays, number {i} of "
                            f"type {dtype}, but got {array!r:.60}")
        return _Tensor.of(array, self._result_types[i], array.flags.writeable)

    def __call__(self, *values, out=None, threads=-1):
        """Runs the entry, on at most `threads` threads (-1: as compiled), and
        returns its result, a tuple of several, or None. `out` is an array for the
        result, or a tuple of one for each, where None stands for a new array."""
        if len(values) != len(self._types):
            raise TypeError(f"{self.__doc__} takes {len(self._types)} arguments, "
                            f"but got {len(values)}")
        tensors = [self._pass(value, i) for i, value in enumerate(values)]
        handles = (ctypes.c_void_p * len(tensors))(*[t.handle for t in tensors])
        count = len(self._result_types)
        out = out if isinstance(out, tuple) else (out,) * (out is not None)
        if out and len(out) != count:
            raise TypeError(f"{self.__doc__} has {count} results, but out has "
                            f"{len(out)}")
        places = [self._place(array, i) for i, array in enumerate(out)]
        results = (ctypes.c_void_p * count)()
        _checked(_library.tslice_call_into, self._module._handle, self._number,
                 handles, None, len(tensors),
                 (ctypes.c_void_p * count)(*[p.handle for p in places]), results,
                 count, threads)
        # A result may be the memory of an argument.
        kept = [tensor.kept for tensor in tensors + places]
        arrays = tuple(_Tensor(handle, kept) for handle in results)
        arrays = tuple(a.to_array() if i >= len(out) or out[i] is None else out[i]
                       for i, a in enumerate(arrays))
        return arrays[0] if len(arrays) == 1 else arrays or None


class Module:
    """A compiled file. Its entries are attributes; `origin` is where its machine
    code came from: "compiled", "memory" or "file", which is the cache."""

    def __init__(self, handle):
        self._handle = handle
        self.warnings = [_library.tslice_warning(handle, i).decode()
                         for i in range(_library.tslice_num_warnings(handle))]
        self.origin = ["compiled", "memory",
                       "file"][_library.tslice_executable_origin(handle)]
        self._functions = {}
        for number in range(_library.tslice_num_entries(handle)):
            function = Function(self, number)
            self._functions[function.__name__] = function

    def __del__(self):
        _library.tslice_executable_destroy(self._handle)

    def __getitem__(self, name):
        """The entry called `name`; the error names the one meant."""
        if name in self._functions:
            return self._functions[name]
        number = ctypes.c_size_t()
        _checked(_library.tslice_find_entry, self._handle, name.encode(),
                 ctypes.byref(number))
        return self._functions[
            _library.tslice_entry_name(self._handle, number).decode()]

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except Error as failure:
            raise AttributeError(str(failure)) from None

    def __dir__(self):
        return sorted([*super().__dir__(), *self._functions])


def _compile(function, arguments, entries=(), gradient=(), threads=0,
             optimize=True, cache=None):
    options = _library.tslice_options_create()
    try:
        _library.tslice_options_set_threads(options, threads)
        _library.tslice_options_set_optimize(options, optimize)
        for entry in [entries] if isinstance(entries, str) else entries:
            _library.tslice_options_add_entry(options, entry.encode())
        _library.tslice_options_set_gradient(options, _array_of(tuple(gradient)),
                                             len(gradient))
        if cache is not None:
            _library.tslice_options_set_cache(options, os.fsencode(cache))
        return Module(_checked(function, *arguments, options))
    finally:
        _library.tslice_options_destroy(options)


def compile(path, **options):
    """Compiles the file at `path`, MLIR text or bytecode: all public functions or
    those named in `entries`, or in place of each its gradient with respect to the
    arguments numbered in `gradient`. A call uses up to `threads` threads, 0: one
    per processor. Unless `optimize` is False, graphs are fused. Machine code is
    kept in the directory `cache`; "": nowhere; None: in that which the environment
    variable TSLICE_CACHE_DIR names, if any."""
    return _compile(_library.tslice_compile_file, [os.fsencode(path)], **options)


def compile_text(text, *, name="text", **options):
    """Compiles MLIR text; `name` stands for the file in messages."""
    data = text.encode()
    return _compile(_library.tslice_compile_text,
                    [data, len(data), name.encode()], **options)
