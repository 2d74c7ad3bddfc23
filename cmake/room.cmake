# lianxiao_room(NAME [FOLDERS folder...] [PUBLIC target...] [PRIVATE target...] [PCH header...])
# The static library lianxiao_NAME from the .cpp files of this folder and of those FOLDERS in it. PCH names
# the heavy headers that most of its files include.
function(lianxiao_room name)
  cmake_parse_arguments(ROOM "" "" "FOLDERS;PUBLIC;PRIVATE;PCH" ${ARGN})
  list(TRANSFORM ROOM_FOLDERS APPEND "/*.cpp" OUTPUT_VARIABLE patterns)
  file(GLOB sources CONFIGURE_DEPENDS *.cpp ${patterns})
  add_library(lianxiao_${name} ${sources})
  target_link_libraries(lianxiao_${name} PUBLIC ${ROOM_PUBLIC} PRIVATE ${ROOM_PRIVATE})
  if(ROOM_PCH)
    target_precompile_headers(lianxiao_${name} PRIVATE ${ROOM_PCH})
  endif()
endfunction()
