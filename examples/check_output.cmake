# cmake -DPROGRAM=... -DARGUMENTS=a;b -DEXPECTED=file -P check_output.cmake: the program must succeed and print the file.
execute_process(COMMAND ${PROGRAM} ${ARGUMENTS} OUTPUT_VARIABLE output ERROR_VARIABLE errors RESULT_VARIABLE result)
file(READ ${EXPECTED} expected)
if(NOT result EQUAL 0 OR NOT output STREQUAL expected)
  message(FATAL_ERROR "${PROGRAM} ended with ${result} and printed\n${output}${errors}\nwhere ${EXPECTED} says\n${expected}")
endif()
