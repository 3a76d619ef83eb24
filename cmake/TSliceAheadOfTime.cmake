# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# For projects that find the package TSlice: libraries made of graphs.

# tslice_add_library(NAME graph.mlir [SHARED] [NO_OPTIMIZE] [CPU cpu]
#                    [PREFIX prefix])
#
# Adds the library NAME with a C function PREFIX_f for every public function @f of
# the graph. Whoever links it includes "NAME.h". PREFIX is NAME as an identifier
# unless given, CPU what `tslice-translate --cpu` takes.
#
# A SHARED library contains the runtime and needs nothing else of TSlice. Otherwise
# it is static, and the programs that link it get the runtime from TSlice::Runtime.
function(tslice_add_library name graph)
  cmake_parse_arguments(PARSE_ARGV 2 ARG "SHARED;NO_OPTIMIZE" "CPU;PREFIX" "")
  if(ARG_UNPARSED_ARGUMENTS OR ARG_KEYWORDS_MISSING_VALUES)
    message(FATAL_ERROR "tslice_add_library(${name}): cannot use '${ARG_UNPARSED_ARGUMENTS}${ARG_KEYWORDS_MISSING_VALUES}'; it takes a name, one graph, SHARED, NO_OPTIMIZE, CPU <cpu>, PREFIX <prefix>")
  endif()
  cmake_path(ABSOLUTE_PATH graph BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
  if(NOT EXISTS ${graph})
    message(FATAL_ERROR "tslice_add_library(${name}): there is no file '${graph}'")
  endif()
  if(NOT ARG_PREFIX)
    string(MAKE_C_IDENTIFIER ${name} ARG_PREFIX)
  endif()
  set(flags --prefix=${ARG_PREFIX})
  if(ARG_CPU)
    list(APPEND flags --cpu=${ARG_CPU})
  endif()
  if(ARG_NO_OPTIMIZE)
    list(APPEND flags --tslice-no-optimize)
  endif()

  # A relative name makes the same object wherever the project lies.
  cmake_path(RELATIVE_PATH graph BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
    OUTPUT_VARIABLE source)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/tslice/${name})
  file(MAKE_DIRECTORY ${folder})
  foreach(kind object header)
    string(SUBSTRING ${kind} 0 1 extension)
    set(output ${folder}/${name}.${extension})
    add_custom_command(OUTPUT ${output}
      COMMAND TSlice::tslice-translate --tslice-to-${kind} ${flags} ${source}
        -o ${output}
      DEPENDS ${graph} TSlice::tslice-translate
      WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
      COMMENT "Compiling ${source} to ${kind} ${name}" VERBATIM)
  endforeach()

  if(ARG_SHARED)
    add_library(${name} SHARED ${folder}/${name}.o ${folder}/${name}.h)
    # All of the runtime, so that programs find what its header declares. Its
    # threads outlive a dlclose, so the code does, too.
    target_link_libraries(${name} PRIVATE
      $<LINK_LIBRARY:WHOLE_ARCHIVE,TSlice::Runtime> m)
    target_link_options(${name} PRIVATE -Wl,-z,nodelete)
    target_include_directories(${name} INTERFACE
      $<TARGET_PROPERTY:TSlice::Runtime,INTERFACE_INCLUDE_DIRECTORIES>)
  else()
    add_library(${name} STATIC ${folder}/${name}.o ${folder}/${name}.h)
    target_link_libraries(${name} PUBLIC TSlice::Runtime m)
  endif()
  set_source_files_properties(${folder}/${name}.o PROPERTIES EXTERNAL_OBJECT ON)
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  if("C" IN_LIST languages)
    set_target_properties(${name} PROPERTIES LINKER_LANGUAGE C)
  else()
    set_target_properties(${name} PROPERTIES LINKER_LANGUAGE CXX)
  endif()
  target_include_directories(${name} PUBLIC ${folder})
endfunction()
