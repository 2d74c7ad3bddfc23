# lianxiao_embed(TARGET NAMESPACE SYMBOL FILE...)
# Builds text and binary files into TARGET as one table, declared in a generated header
# "<target>_<symbol>.h": inline std::span<const EmbeddedFile> SYMBOL(), in the order given, each with
# its path relative to the folder of the caller and its bytes. Files are reread when they change. What the build
# makes comes as an absolute path and is called as it is below the caller's build folder.
function(lianxiao_embed target namespace symbol)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/embedded)
  set(header ${out}/${target}_${symbol}.h)
  set(source ${out}/${target}_${symbol}.cpp)
  list(JOIN ARGN "|" files)
  add_custom_command(
    OUTPUT ${source} ${header}
    COMMAND ${CMAKE_COMMAND} -DSOURCE_DIR=${CMAKE_CURRENT_SOURCE_DIR}
      -DBINARY_DIR=${CMAKE_CURRENT_BINARY_DIR} -DNAMESPACE=${namespace}
      -DSYMBOL=${symbol} -DHEADER=${header} -DSOURCE=${source} "-DFILES=${files}"
      -P ${PROJECT_SOURCE_DIR}/cmake/embed_script.cmake
    DEPENDS ${ARGN} ${PROJECT_SOURCE_DIR}/cmake/embed_script.cmake
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
    VERBATIM)
  target_sources(${target} PRIVATE ${source} ${header})
  target_include_directories(${target} PRIVATE ${out})
endfunction()
