/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/store-error.h"

#include <errno.h>

G_DEFINE_QUARK (kt - store - error - quark, kt_store_error)

KtStoreError
kt_store_error_from_errno (int number)
{
  switch (number)
    {
    case ENOSPC:
    case EDQUOT:
      return KT_STORE_ERROR_FULL;
    case EACCES:
    case EPERM:
    case EROFS:
      return KT_STORE_ERROR_READ_ONLY;
    default:
      return KT_STORE_ERROR_FAILED;
    }
}
