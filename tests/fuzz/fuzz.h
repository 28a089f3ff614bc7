/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What libFuzzer calls: any bytes at all; must come back 0, and must not break a promise (it asserts). */
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);
