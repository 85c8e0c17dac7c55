# gradus_install(): headers, libraries and package files, so that find_package(gradus) gives gradus::layers and the rest.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)
function(gradus_install)
  if(NOT GRADUS_INSTALL)
    return()
  endif()
  get_property(targets GLOBAL PROPERTY GRADUS_TARGETS)
  get_property(includes GLOBAL PROPERTY GRADUS_INCLUDES)
  install(TARGETS ${targets} EXPORT gradusTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(DIRECTORY ${includes} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
  set(destination ${CMAKE_INSTALL_LIBDIR}/cmake/gradus)
  install(EXPORT gradusTargets NAMESPACE gradus:: DESTINATION ${destination})
  configure_package_config_file(${GRADUS_ROOT}/common/cmake/gradusConfig.cmake.in
    ${PROJECT_BINARY_DIR}/gradusConfig.cmake INSTALL_DESTINATION ${destination})
  write_basic_package_version_file(${PROJECT_BINARY_DIR}/gradusConfigVersion.cmake COMPATIBILITY SameMinorVersion)
  install(FILES ${PROJECT_BINARY_DIR}/gradusConfig.cmake ${PROJECT_BINARY_DIR}/gradusConfigVersion.cmake
          DESTINATION ${destination})
endfunction()
