# cmake -D OUT=<file.cpp> -D FOLDER=<folder> -P embed.cmake
# Writes a source file with the text of each page, so that the daemon is one file.
set(text "#include \"apps/attestod/page_texts.hpp\"\n\nnamespace attestod::page_text {\n\n")
foreach(file head.html foot.html login.html consent.html error.html attesto.css)
  file(READ ${FOLDER}/${file} content)
  string(REGEX REPLACE "\\..*" "" name ${file})
  if(file STREQUAL "attesto.css")
    set(name stylesheet)
  endif()
  string(APPEND text "extern const std::string_view ${name} = R\"page(${content})page\";\n\n")
endforeach()
string(APPEND text "}  // namespace attestod::page_text\n")
file(WRITE ${OUT} "${text}")
