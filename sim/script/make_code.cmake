# Runs a program with ADDON in NODE, so that the code which V8 makes of the built-in modules is kept beside ADDON.
set(ENV{LD_PRELOAD} ${ADDON})
set(ENV{LOOPGLASS_RUN} "node=${MAJOR}\nseed=1\nreplication=0\nthreadpool=4\ncores=4\nscheduler=linux\ncosts=node\nevents=-1
until=-1\nlevel=none\nname=warm.js\nscript=${PROGRAM}\nfolder=${FOLDER}\npackage=\nroot=\nversion=\ncpu_ms=60000\ncpu_text=a minute
report=-1\nsilent=1\nkeep_code=${ADDON}.code\n")
unset(ENV{NODE_OPTIONS})
execute_process(COMMAND ${NODE} --expose-internals -r ${ADDON} ${PROGRAM} RESULT_VARIABLE code ERROR_VARIABLE said)
if(code OR NOT EXISTS ${ADDON}.code)
    # Programs start later then, and say why if this Node cannot run them at all.
    file(WRITE ${ADDON}.code "")
    message(WARNING "${NODE} cannot keep the code of loopglass: ${code} ${said}")
endif()
