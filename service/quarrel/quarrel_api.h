/* The quarrel as a structure: /claims/{id}/thread, /incidents/{id}/positions. */
#ifndef CLAIMD_QUARREL_API_H
#define CLAIMD_QUARREL_API_H

#include "claimd/request.h"

handler_fn quarrel_thread;
handler_fn quarrel_positions;

#endif
