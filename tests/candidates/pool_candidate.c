/*
 * README: a custom-op library for ONNX Runtime, with MaxPool (float, int8, uint8; Y and Indices) and AveragePool (float) of
 * ONNX opset 22 over one to three spatial axes. It is what `--candidate` is tested with, and an example of what it takes:
 *
 *     cc -std=c99 -O1 -shared -fPIC -I HEADERS pool_candidate.c -o libpool.so        HEADERS has onnxruntime_c_api.h
 *
 * What it lacks, such as four spatial axes, it refuses with ORT_NOT_IMPLEMENTED: nobody takes that for a bug.
 * -DDOMAIN='"name"' registers in another domain, -DSECOND_DOMAIN='"name"' in one more, -DLAST_VERSION=N for versions
 * of it up to N only. -DBUG=N plants one bug:
 *
 *      1 the overhang of ceil_mode counts in the divisor    10 never returns if there are 13 channels
 *      2 dilations are ignored where elements are read      11 returns an error status if there are 13 channels
 *      3 begin and end pads are swapped                     12 registers nothing
 *      4 a last window in the end padding is not dropped    13 does not export RegisterCustomOps
 *      5 the last of equal maxima wins                      14 is right, but writes to standard output all the time
 *      6 storage_order is ignored                           15 writes to address 0 while it registers
 *      7 padding takes part as 0 in 8-bit maxima            16 says ORT_NOT_IMPLEMENTED if there are 13 channels
 *      8 a NaN loses against any number                     17 returns an error status while it registers
 *      9 writes to address 0 if there are 13 channels       18 ends the process with status 3 if there are 13 channels
 *                                                           19 as 9, but the first time in a process it returns
 */
#define _POSIX_C_SOURCE 200112L /* setenv */

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "onnxruntime_c_api.h"

#ifndef BUG
#define BUG 0
#endif
#ifndef DOMAIN
#define DOMAIN "pool.candidate"
#endif
#ifndef LAST_VERSION
#define LAST_VERSION INT32_MAX
#endif

#define MAX_AXES 3
#define UNLUCKY_CHANNELS 13

static const OrtApi* g_api;

/* ORT hands the OrtCustomOp back, so what follows it is ours. */
typedef struct {
  OrtCustomOp base;
  const char* name;
  ONNXTensorElementDataType type;
} Op;

typedef enum { NOTSET, VALID, SAME_UPPER, SAME_LOWER } AutoPad;

typedef struct {
  const Op* op;
  AutoPad auto_pad;
  size_t axes;
  int64_t kernel[MAX_AXES], strides[MAX_AXES], dilations[MAX_AXES], pads[2 * MAX_AXES];
  int64_t ceil_mode, count_include_pad, storage_order;
} Node;

typedef struct {
  int64_t in, out, kernel, stride, dilation, begin, end;
} Axis;

#define TRY(call)                          \
  do {                                     \
    OrtStatus* status_ = (call);           \
    if (status_ != NULL) return status_;   \
  } while (0)

static OrtStatus* fail(const char* message) { return g_api->CreateStatus(ORT_INVALID_ARGUMENT, message); }

/* ---- attributes ---- */

static int64_t read_int(const OrtKernelInfo* info, const char* name, int64_t otherwise) {
  int64_t value;
  OrtStatus* status = g_api->KernelInfoGetAttribute_int64(info, name, &value);
  if (status == NULL) return value;
  g_api->ReleaseStatus(status);
  return otherwise;
}

/* The length of the list; 0 if it is absent. One of more than so many values is not read. */
static size_t read_ints(const OrtKernelInfo* info, const char* name, int64_t* values, size_t most) {
  size_t length = 0;
  OrtStatus* status = g_api->KernelInfoGetAttributeArray_int64(info, name, NULL, &length);
  if (status == NULL && length <= most) status = g_api->KernelInfoGetAttributeArray_int64(info, name, values, &length);
  if (status == NULL) return length;
  g_api->ReleaseStatus(status);
  return 0;
}

static OrtStatus* read_auto_pad(const OrtKernelInfo* info, AutoPad* value) {
  static const char* const names[] = {"NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"};
  char text[16] = "";
  size_t size = sizeof text;
  OrtStatus* status = g_api->KernelInfoGetAttribute_string(info, "auto_pad", text, &size);
  *value = NOTSET;
  if (status != NULL) {
    g_api->ReleaseStatus(status);
    return NULL;
  }
  for (int i = 0; i < 4; i++) {
    if (strcmp(text, names[i]) == 0) {
      *value = (AutoPad)i;
      return NULL;
    }
  }
  return fail("auto_pad: allowed: NOTSET, VALID, SAME_UPPER, SAME_LOWER");
}

static OrtStatus* ORT_API_CALL create_kernel(const OrtCustomOp* op, const OrtApi* api, const OrtKernelInfo* info, void** kernel) {
  (void)api;
  Node node = {.op = (const Op*)op};
  TRY(read_auto_pad(info, &node.auto_pad));
  node.axes = read_ints(info, "kernel_shape", node.kernel, MAX_AXES);
  if (node.axes == 0) return fail("kernel_shape is missing");
  for (size_t i = 0; i < MAX_AXES; i++) node.strides[i] = node.dilations[i] = 1;
  read_ints(info, "strides", node.strides, MAX_AXES);
  read_ints(info, "dilations", node.dilations, MAX_AXES);
  read_ints(info, "pads", node.pads, 2 * MAX_AXES);
  node.ceil_mode = read_int(info, "ceil_mode", 0);
  node.count_include_pad = read_int(info, "count_include_pad", 0);
  node.storage_order = read_int(info, "storage_order", 0);
  Node* kept = malloc(sizeof *kept);
  if (kept == NULL) return fail("no memory");
  *kept = node;
  *kernel = kept;
  return NULL;
}

/* ---- geometry ---- */

static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }

static OrtStatus* resolve(const Node* node, size_t i, int64_t in, Axis* axis) {
  Axis a = {.in = in, .kernel = node->kernel[i], .stride = node->strides[i], .dilation = node->dilations[i]};
  int64_t reach = (a.kernel - 1) * a.dilation + 1;
  if (node->auto_pad == SAME_UPPER || node->auto_pad == SAME_LOWER) {
    a.out = (in + a.stride - 1) / a.stride;
    int64_t total = (a.out - 1) * a.stride + reach - in;
    if (total < 0) total = 0;
    a.begin = node->auto_pad == SAME_UPPER ? total / 2 : total - total / 2;
    a.end = total - a.begin;
  } else {
    if (node->auto_pad == NOTSET) {
      a.begin = node->pads[i];
      a.end = node->pads[node->axes + i];
    }
    int64_t room = in + a.begin + a.end - reach;
    if (node->ceil_mode == 1) {
      a.out = -floor_div(-room, a.stride) + 1;
      if (BUG != 4 && (a.out - 1) * a.stride >= in + a.begin) a.out--;
    } else {
      a.out = floor_div(room, a.stride) + 1;
    }
    if (a.out < 0) return fail("the kernel is larger than the padded input");
  }
  if (BUG == 3) {
    int64_t begin = a.begin;
    a.begin = a.end;
    a.end = begin;
  }
  *axis = a;
  return NULL;
}

static int64_t tap(const Axis* a, int64_t window, int64_t j) {
  return window * a->stride - a->begin + j * (BUG == 2 ? 1 : a->dilation);
}

/* Taps of a window that lie in the input or in its explicit padding. */
static int64_t covered(const Axis* a, int64_t window) {
  int64_t count = 0;
  for (int64_t j = 0; j < a->kernel; j++) count += tap(a, window, j) < a->in + a->end;
  return BUG == 1 ? a->kernel : count;
}

/* ---- values ---- */

static double load(ONNXTensorElementDataType type, const void* x, int64_t i) {
  switch (type) {
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8: return ((const int8_t*)x)[i];
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8: return ((const uint8_t*)x)[i];
    default: return ((const float*)x)[i];
  }
}

static void store(ONNXTensorElementDataType type, void* y, int64_t i, double value) {
  switch (type) {
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8: ((int8_t*)y)[i] = (int8_t)value; break;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8: ((uint8_t*)y)[i] = (uint8_t)value; break;
    default: ((float*)y)[i] = (float)value; break;
  }
}

static double least(ONNXTensorElementDataType type) {
  switch (type) {
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8: return INT8_MIN;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8: return 0;
    default: return -INFINITY;
  }
}

/* IEEE 754-2019 maximum: NaN wins, +0 is larger than -0. */
static int wins(double x, double best) {
  if (BUG == 8 && (isnan(x) || isnan(best))) return isnan(best);
  if (isnan(best)) return 0;
  if (isnan(x)) return 1;
  if (BUG == 5 && x == best) return 1;
  return x > best || (x == 0 && best == 0 && signbit(best) && !signbit(x));
}

/* ---- windows ---- */

typedef struct {
  const Node* node;
  Axis axes[MAX_AXES]; /* filled from the front with axes of one element: every rank has three */
  const void* x;
  void* y;
  int64_t* indices;
} Work;

/* Position in the input plane, row-major or, for Indices with storage_order 1, column-major. */
static int64_t position(const Work* w, const int64_t at[MAX_AXES], int column_major) {
  const Axis* a = w->axes;
  return column_major ? at[0] + a[0].in * (at[1] + a[1].in * at[2]) : (at[0] * a[1].in + at[1]) * a[2].in + at[2];
}

static void pool_window(const Work* w, int64_t plane, int64_t target, const int64_t o[MAX_AXES]) {
  const Axis* a = w->axes;
  const Node* node = w->node;
  ONNXTensorElementDataType type = node->op->type;
  int64_t size = a[0].in * a[1].in * a[2].in;
  double best = 0, sum = 0;
  int64_t winner = -1, index = -1, real = 0, pads = 0;
  for (int64_t i = 0; i < a[0].kernel; i++) {
    for (int64_t j = 0; j < a[1].kernel; j++) {
      for (int64_t k = 0; k < a[2].kernel; k++) {
        int64_t at[MAX_AXES] = {tap(&a[0], o[0], i), tap(&a[1], o[1], j), tap(&a[2], o[2], k)};
        if (at[0] < 0 || at[0] >= a[0].in || at[1] < 0 || at[1] >= a[1].in || at[2] < 0 || at[2] >= a[2].in) {
          pads++;
          continue;
        }
        int64_t source = plane * size + position(w, at, 0);
        double value = load(type, w->x, source);
        real++;
        sum += value;
        if (winner < 0 || wins(value, best)) {
          best = value;
          winner = source;
          index = plane * size + position(w, at, node->storage_order == 1 && BUG != 6);
        }
      }
    }
  }
  if (strcmp(node->op->name, "AveragePool") == 0) {
    int64_t counted = covered(&a[0], o[0]) * covered(&a[1], o[1]) * covered(&a[2], o[2]);
    store(type, w->y, target, real == 0 ? 0 : sum / (double)(node->count_include_pad ? counted : real));
    return;
  }
  if (winner < 0) {
    store(type, w->y, target, least(type));
  } else if (type == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT) {
    memcpy((float*)w->y + target, (const float*)w->x + winner, sizeof(float)); /* the bits of a NaN stay */
  } else {
    store(type, w->y, target, BUG == 7 && pads > 0 && best < 0 ? 0 : best);
  }
  if (w->indices != NULL) w->indices[target] = index;
}

static void pool(const Work* w, int64_t planes) {
  const Axis* a = w->axes;
  int64_t target = 0;
  for (int64_t plane = 0; plane < planes; plane++) {
    int64_t o[MAX_AXES];
    for (o[0] = 0; o[0] < a[0].out; o[0]++)
      for (o[1] = 0; o[1] < a[1].out; o[1]++)
        for (o[2] = 0; o[2] < a[2].out; o[2]++) pool_window(w, plane, target++, o);
  }
}

static OrtStatus* misbehave(void) {
  switch (BUG) {
    case 9: *(volatile int*)NULL = 0; return NULL;
    case 10: for (volatile int i = 0;;) (void)i;
    case 11: return g_api->CreateStatus(ORT_FAIL, "planted failure");
    case 16: return g_api->CreateStatus(ORT_NOT_IMPLEMENTED, "13 channels are not implemented");
    case 18: fputs("giving up\n", stderr); _Exit(3);
    case 19:
      /* The library is unloaded after each session, its variables with it; the environment stays. */
      if (getenv("POOL_CANDIDATE_SEEN") != NULL) *(volatile int*)NULL = 0;
      setenv("POOL_CANDIDATE_SEEN", "1", 1);
      return NULL;
    default: return NULL;
  }
}

static OrtStatus* ORT_API_CALL compute(void* kernel, OrtKernelContext* context) {
  const Node* node = kernel;
  const OrtValue* x;
  OrtTensorTypeAndShapeInfo* info;
  size_t rank, outputs;
  int64_t shape[2 + MAX_AXES] = {0};
  /* Not in create_kernel: ORT drops the code of an error there. */
  if (node->axes > MAX_AXES) return g_api->CreateStatus(ORT_NOT_IMPLEMENTED, "more than 3 spatial axes");
  TRY(g_api->KernelContext_GetInput(context, 0, &x));
  TRY(g_api->GetTensorTypeAndShape(x, &info));
  OrtStatus* status = g_api->GetDimensionsCount(info, &rank);
  if (status == NULL && rank == 2 + node->axes) status = g_api->GetDimensions(info, shape, rank);
  g_api->ReleaseTensorTypeAndShapeInfo(info);
  if (status != NULL) return status;
  if (rank != 2 + node->axes) return fail("kernel_shape: as many numbers as X has spatial axes");
  if (shape[1] == UNLUCKY_CHANNELS) TRY(misbehave());
  if (BUG == 14) {
    puts("pooling");
    fflush(stdout);
  }

  Work work = {.node = node};
  for (size_t i = 0; i < MAX_AXES; i++) work.axes[i] = (Axis){.in = 1, .out = 1, .kernel = 1, .stride = 1, .dilation = 1};
  int64_t planes = shape[0] * shape[1];
  for (size_t i = 0; i < node->axes; i++) {
    Axis* axis = &work.axes[MAX_AXES - node->axes + i];
    TRY(resolve(node, i, shape[2 + i], axis));
    shape[2 + i] = axis->out;
  }
  OrtValue *y, *indices = NULL;
  TRY(g_api->KernelContext_GetOutput(context, 0, shape, rank, &y));
  TRY(g_api->GetTensorMutableData((OrtValue*)x, (void**)&work.x));
  TRY(g_api->GetTensorMutableData(y, &work.y));
  TRY(g_api->KernelContext_GetOutputCount(context, &outputs));
  if (outputs > 1) TRY(g_api->KernelContext_GetOutput(context, 1, shape, rank, &indices));
  if (indices != NULL) TRY(g_api->GetTensorMutableData(indices, (void**)&work.indices));
  pool(&work, planes);
  return NULL;
}

static void ORT_API_CALL destroy_kernel(void* kernel) { free(kernel); }

/* ---- the table of an operator ---- */

static const char* ORT_API_CALL get_name(const OrtCustomOp* op) { return ((const Op*)op)->name; }
static const char* ORT_API_CALL get_provider(const OrtCustomOp* op) { return (void)op, (const char*)NULL; }
static size_t ORT_API_CALL count_inputs(const OrtCustomOp* op) { return (void)op, 1; }
static size_t ORT_API_CALL count_outputs(const OrtCustomOp* op) { return strcmp(get_name(op), "MaxPool") == 0 ? 2 : 1; }
static ONNXTensorElementDataType ORT_API_CALL get_input_type(const OrtCustomOp* op, size_t i) { return (void)i, ((const Op*)op)->type; }
static ONNXTensorElementDataType ORT_API_CALL get_output_type(const OrtCustomOp* op, size_t i) {
  return i == 0 ? ((const Op*)op)->type : ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64;
}
static OrtCustomOpInputOutputCharacteristic ORT_API_CALL get_input_kind(const OrtCustomOp* op, size_t i) {
  return (void)op, (void)i, INPUT_OUTPUT_REQUIRED;
}
static OrtCustomOpInputOutputCharacteristic ORT_API_CALL get_output_kind(const OrtCustomOp* op, size_t i) {
  return (void)op, i == 0 ? INPUT_OUTPUT_REQUIRED : INPUT_OUTPUT_OPTIONAL;
}
static OrtMemType ORT_API_CALL get_memory_type(const OrtCustomOp* op, size_t i) { return (void)op, (void)i, OrtMemTypeDefault; }
static int ORT_API_CALL get_start(const OrtCustomOp* op) { return (void)op, 1; }
static int ORT_API_CALL get_end(const OrtCustomOp* op) { return (void)op, LAST_VERSION; }

static Op g_ops[] = {
    {.name = "MaxPool", .type = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT},
    {.name = "MaxPool", .type = ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8},
    {.name = "MaxPool", .type = ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8},
    {.name = "AveragePool", .type = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT},
};

#if BUG == 13
#define RegisterCustomOps RegisterSomethingElse
#endif

/* ORT does not take the domain over; it has to live as long as the sessions, so for good. */
static OrtStatus* add_domain(OrtSessionOptions* options, const char* name) {
  OrtCustomOpDomain* domain;
  TRY(g_api->CreateCustomOpDomain(name, &domain));
  for (size_t i = 0; i < sizeof g_ops / sizeof *g_ops; i++) TRY(g_api->CustomOpDomain_Add(domain, &g_ops[i].base));
  return g_api->AddCustomOpDomain(options, domain);
}

ORT_EXPORT OrtStatus* ORT_API_CALL RegisterCustomOps(OrtSessionOptions* options, const OrtApiBase* base) {
  g_api = base->GetApi(ORT_API_VERSION);
  if (g_api == NULL) return NULL; /* an older host: there is nothing to make a status with */
  if (BUG == 12) return NULL;
  if (BUG == 15) *(volatile int*)NULL = 0;
  if (BUG == 17) return g_api->CreateStatus(ORT_FAIL, "planted failure");
  for (size_t i = 0; i < sizeof g_ops / sizeof *g_ops; i++) {
    OrtCustomOp* op = &g_ops[i].base;
    op->version = ORT_API_VERSION;
    op->GetName = get_name;
    op->GetExecutionProviderType = get_provider;
    op->GetInputTypeCount = count_inputs;
    op->GetOutputTypeCount = count_outputs;
    op->GetInputType = get_input_type;
    op->GetOutputType = get_output_type;
    op->GetInputCharacteristic = get_input_kind;
    op->GetOutputCharacteristic = get_output_kind;
    op->GetInputMemoryType = get_memory_type;
    op->GetStartVersion = get_start;
    op->GetEndVersion = get_end;
    op->CreateKernelV2 = create_kernel;
    op->KernelComputeV2 = compute;
    op->KernelDestroy = destroy_kernel;
  }
#ifdef SECOND_DOMAIN
  TRY(add_domain(options, SECOND_DOMAIN));
#endif
  return add_domain(options, DOMAIN);
}
