using System.Runtime.InteropServices;

namespace OnnxPool.Plugin;

/// <summary>struct OrtCustomOp of onnxruntime_c_api.h, and behind it what is ours: ONNX Runtime hands its functions the place of the whole.</summary>
[StructLayout(LayoutKind.Sequential)]
unsafe struct CustomOpTable
{
    public nuint Version;
    // Those of before CreateKernelV2; null.
    public nint CreateKernel;
    public delegate* unmanaged<CustomOpTable*, byte*> GetName;
    public delegate* unmanaged<CustomOpTable*, byte*> GetExecutionProviderType;
    public delegate* unmanaged<CustomOpTable*, nuint, int> GetInputType;
    public delegate* unmanaged<CustomOpTable*, nuint> GetInputTypeCount;
    public delegate* unmanaged<CustomOpTable*, nuint, int> GetOutputType;
    public delegate* unmanaged<CustomOpTable*, nuint> GetOutputTypeCount;
    public nint KernelCompute;
    public delegate* unmanaged<nint, void> KernelDestroy;
    public delegate* unmanaged<CustomOpTable*, nuint, int> GetInputCharacteristic;
    public delegate* unmanaged<CustomOpTable*, nuint, int> GetOutputCharacteristic;
    public delegate* unmanaged<CustomOpTable*, nuint, int> GetInputMemoryType;
    public delegate* unmanaged<CustomOpTable*, int> GetVariadicInputMinArity;
    public delegate* unmanaged<CustomOpTable*, int> GetVariadicInputHomogeneity;
    public delegate* unmanaged<CustomOpTable*, int> GetVariadicOutputMinArity;
    public delegate* unmanaged<CustomOpTable*, int> GetVariadicOutputHomogeneity;
    public delegate* unmanaged<CustomOpTable*, nint*, nint, nint*, nint> CreateKernelV2;
    public delegate* unmanaged<nint, nint, nint> KernelComputeV2;
    public delegate* unmanaged<CustomOpTable*, nint, nint> InferOutputShape;
    public delegate* unmanaged<CustomOpTable*, int> GetStartVersion;
    public delegate* unmanaged<CustomOpTable*, int> GetEndVersion;
    // Outputs in the place of inputs; null, there are none.
    public nint GetMayInplace;
    public nint ReleaseMayInplace;
    public nint GetAliasMap;
    public nint ReleaseAliasMap;

    /// <summary>Ours: the name.</summary>
    public byte* Name;

    /// <summary>Ours: a handle of the <see cref="CustomOp"/>.</summary>
    public nint Handle;

    /// <summary>Ours: the interface of the host that the table was made for.</summary>
    public nint* Api;
}
