# Where everything goes on a machine that runs it: `cmake --install build --prefix /usr`. The default settings go
# below share/; systemd-tmpfiles copies them to /etc once, so that a later install leaves changed ones alone.
include(GNUInstallDirs)

foreach(program lianxiao lianxiao-schoold lianxiao-centerd lianxiao-tuf)
  if(TARGET ${program})
    install(TARGETS ${program} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  endif()
endforeach()

if(TARGET lianxiao)
  set(school_settings ${CMAKE_BINARY_DIR}/schoold.toml)
  add_custom_command(OUTPUT ${school_settings}
    COMMAND lianxiao settings school > ${school_settings}
    DEPENDS lianxiao VERBATIM)
  add_custom_target(default_settings ALL DEPENDS ${school_settings})
  install(FILES ${school_settings} DESTINATION ${CMAKE_INSTALL_DATADIR}/lianxiao)
endif()

file(GLOB units CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/systemd/*.service ${PROJECT_SOURCE_DIR}/systemd/*.timer)
# systemd looks in these folders below /usr whatever the machine's own library folder is called.
install(FILES ${units} DESTINATION lib/systemd/system)
install(FILES ${PROJECT_SOURCE_DIR}/systemd/80-lianxiao-stick.rules DESTINATION lib/udev/rules.d)
install(FILES ${PROJECT_SOURCE_DIR}/systemd/lianxiao.sysusers.conf DESTINATION lib/sysusers.d RENAME lianxiao.conf)
install(FILES ${PROJECT_SOURCE_DIR}/systemd/lianxiao.tmpfiles.conf DESTINATION lib/tmpfiles.d RENAME lianxiao.conf)
install(FILES ${PROJECT_SOURCE_DIR}/systemd/lianxiao.modules.conf DESTINATION lib/modules-load.d RENAME lianxiao.conf)
install(FILES ${PROJECT_SOURCE_DIR}/systemd/lianxiao.sysctl.conf DESTINATION lib/sysctl.d RENAME 60-lianxiao.conf)

install(FILES README.md README.zh-CN.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
