/* A host in C: runs a model of float tensors with OnnxPool's native library, and prints its outputs and which nodes ran there.
 *
 *   cc -std=c99 -I HEADERS pool_host.c -o pool_host -L RUNTIME -lonnxruntime -ldl
 *   ./pool_host libonnxpool.so provider model.onnx        nodes of ONNX's operators, and those of domain ai.onnxpool
 *   ./pool_host libonnxpool.so operators model.onnx       those of domain ai.onnxpool only
 *   ./pool_host "" none model.onnx                        ONNX Runtime alone
 *
 * HEADERS has onnxruntime_c_api.h, RUNTIME libonnxruntime.so; versions 1.24 and later.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "onnxruntime_c_api.h"

#define PROVIDER "OnnxPoolExecutionProvider"
#define MOST_VALUES 8
#define MOST_DIMENSIONS 8

static const OrtApi* ort;

static void check(OrtStatus* status) {
  if (status == NULL) return;
  fprintf(stderr, "%s\n", ort->GetErrorMessage(status));
  exit(1);
}

static void use_provider(OrtEnv* environment, OrtSessionOptions* options, const char* library) {
  check(ort->RegisterExecutionProviderLibrary(environment, "OnnxPool", library));
  const OrtEpDevice* const* devices;
  size_t count;
  check(ort->GetEpDevices(environment, &devices, &count));
  const char* keys[] = {"claim", "statistics"};
  const char* values[] = {"always", "process"};
  for (size_t i = 0; i < count; i++) {
    if (strcmp(ort->EpDevice_EpName(devices[i]), PROVIDER) != 0) continue;
    check(ort->SessionOptionsAppendExecutionProvider_V2(options, environment, &devices[i], 1, keys, values, 2));
    return;
  }
  fprintf(stderr, "%s has no device for %s\n", library, PROVIDER);
  exit(1);
}

static void use_operators(OrtSessionOptions* options, const char* library) {
  void* handle;
  check(ort->AddSessionConfigEntry(options, "ep.onnxpoolexecutionprovider.statistics", "process"));
  check(ort->RegisterCustomOpsLibrary(options, library, &handle));
}

/* Small whole numbers with ties, the same in every host; a dimension that is not known is 1. */
static OrtValue* make_input(const OrtTypeInfo* type) {
  const OrtTensorTypeAndShapeInfo* tensor;
  check(ort->CastTypeInfoToTensorInfo(type, &tensor));
  size_t rank;
  check(ort->GetDimensionsCount(tensor, &rank));
  int64_t shape[MOST_DIMENSIONS];
  if (rank > MOST_DIMENSIONS) exit(2);
  check(ort->GetDimensions(tensor, shape, rank));
  size_t elements = 1;
  for (size_t i = 0; i < rank; i++) {
    if (shape[i] < 0) shape[i] = 1;
    elements *= (size_t)shape[i];
  }
  OrtAllocator* allocator;
  OrtValue* value;
  float* data;
  check(ort->GetAllocatorWithDefaultOptions(&allocator));
  check(ort->CreateTensorAsOrtValue(allocator, shape, rank, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &value));
  check(ort->GetTensorMutableData(value, (void**)&data));
  for (size_t i = 0; i < elements; i++) data[i] = (float)((int)(i * 37 % 101) - 50);
  return value;
}

static void print_output(const char* name, OrtValue* value) {
  OrtTensorTypeAndShapeInfo* info;
  size_t elements;
  ONNXTensorElementDataType type;
  void* data;
  check(ort->GetTensorTypeAndShape(value, &info));
  check(ort->GetTensorShapeElementCount(info, &elements));
  check(ort->GetTensorElementType(info, &type));
  check(ort->GetTensorMutableData(value, &data));
  ort->ReleaseTensorTypeAndShapeInfo(info);
  printf("%s", name);
  for (size_t i = 0; i < elements; i++) {
    if (type == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64) printf(" %lld", (long long)((int64_t*)data)[i]);
    else printf(" %.9g", ((float*)data)[i]);
  }
  printf("\n");
}

static void print_statistics(const char* library) {
  void* handle = dlopen(library, RTLD_NOW);
  size_t (*statistics)(char*, size_t) = NULL;
  if (handle != NULL) *(void**)&statistics = dlsym(handle, "OnnxPoolStatistics");
  if (statistics == NULL) return;
  char text[4096];
  statistics(text, sizeof text);
  for (char* line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) printf("node\t%s\n", line);
}

int main(int count, char** arguments) {
  if (count != 4) {
    fprintf(stderr, "usage: pool_host LIBRARY provider|operators|none MODEL\n");
    return 2;
  }
  const OrtApiBase* base = OrtGetApiBase();
  ort = base->GetApi(24);
  if (ort == NULL) {
    fprintf(stderr, "ONNX Runtime: found version %s; allowed: 1.24 or later\n", base->GetVersionString());
    return 1;
  }
  OrtEnv* environment;
  OrtSessionOptions* options;
  OrtSession* session;
  OrtAllocator* allocator;
  check(ort->CreateEnv(ORT_LOGGING_LEVEL_ERROR, "pool_host", &environment));
  check(ort->CreateSessionOptions(&options));
  if (strcmp(arguments[2], "provider") == 0) use_provider(environment, options, arguments[1]);
  if (strcmp(arguments[2], "operators") == 0) use_operators(options, arguments[1]);
  check(ort->CreateSession(environment, arguments[3], options, &session));
  check(ort->GetAllocatorWithDefaultOptions(&allocator));

  size_t inputs, outputs;
  check(ort->SessionGetInputCount(session, &inputs));
  check(ort->SessionGetOutputCount(session, &outputs));
  char* names[2 * MOST_VALUES];
  OrtValue* values[2 * MOST_VALUES] = {NULL};
  if (inputs > MOST_VALUES || outputs > MOST_VALUES) return 2;
  for (size_t i = 0; i < inputs; i++) {
    OrtTypeInfo* type;
    check(ort->SessionGetInputName(session, i, allocator, &names[i]));
    check(ort->SessionGetInputTypeInfo(session, i, &type));
    values[i] = make_input(type);
    ort->ReleaseTypeInfo(type);
  }
  for (size_t i = 0; i < outputs; i++) check(ort->SessionGetOutputName(session, i, allocator, &names[MOST_VALUES + i]));
  check(ort->Run(session, NULL, (const char* const*)names, (const OrtValue* const*)values, inputs,
                 (const char* const*)&names[MOST_VALUES], outputs, &values[MOST_VALUES]));
  for (size_t i = 0; i < outputs; i++) print_output(names[MOST_VALUES + i], values[MOST_VALUES + i]);
  if (arguments[1][0] != 0) print_statistics(arguments[1]);

  for (size_t i = 0; i < 2 * MOST_VALUES; i++) {
    if (values[i] == NULL) continue;
    ort->ReleaseValue(values[i]);
    check(ort->AllocatorFree(allocator, names[i]));
  }
  ort->ReleaseSession(session);
  ort->ReleaseSessionOptions(options);
  ort->ReleaseEnv(environment);
  return 0;
}
