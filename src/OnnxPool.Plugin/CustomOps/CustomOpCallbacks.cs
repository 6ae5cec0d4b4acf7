using System.Runtime.InteropServices;

namespace OnnxPool.Plugin;

/// <summary>The functions that ONNX Runtime calls for a custom operator. Those that return no status only read what is there.</summary>
static unsafe class CustomOpCallbacks
{
    // OrtMemTypeDefault.
    const int DefaultMemory = 0;

    /// <summary>A table for an operator, for good: sessions keep its place.</summary>
    public static CustomOpTable* Create(CustomOp op, OrtApi api)
    {
        var table = (CustomOpTable*)NativeMemory.AllocZeroed((nuint)sizeof(CustomOpTable));
        *table = new CustomOpTable
        {
            Version = OrtApi.Version,
            GetName = &GetName,
            GetExecutionProviderType = &GetExecutionProviderType,
            GetInputType = &GetInputType,
            GetInputTypeCount = &GetInputTypeCount,
            GetOutputType = &GetOutputType,
            GetOutputTypeCount = &GetOutputTypeCount,
            KernelDestroy = &KernelDestroy,
            GetInputCharacteristic = &GetInputCharacteristic,
            GetOutputCharacteristic = &GetOutputCharacteristic,
            GetInputMemoryType = &GetInputMemoryType,
            GetVariadicInputMinArity = &One,
            GetVariadicInputHomogeneity = &One,
            GetVariadicOutputMinArity = &One,
            GetVariadicOutputHomogeneity = &One,
            CreateKernelV2 = &CreateKernel,
            KernelComputeV2 = &Compute,
            InferOutputShape = &InferOutputShape,
            GetStartVersion = &One,
            GetEndVersion = &LastVersion,
            Name = NativeText.Allocate(op.Operator.Name),
            Handle = GCHandle.ToIntPtr(GCHandle.Alloc(op)),
            Api = (nint*)api.Table,
        };
        return table;
    }

    [UnmanagedCallersOnly]
    static byte* GetName(CustomOpTable* op) => op->Name;

    // The CPU provider's.
    [UnmanagedCallersOnly]
    static byte* GetExecutionProviderType(CustomOpTable* op) => null;

    [UnmanagedCallersOnly]
    static int GetInputType(CustomOpTable* op, nuint index) => (int)CustomOp.At(op).InputType((int)index);

    [UnmanagedCallersOnly]
    static nuint GetInputTypeCount(CustomOpTable* op) => (nuint)CustomOp.At(op).Version.Inputs.Count;

    [UnmanagedCallersOnly]
    static int GetOutputType(CustomOpTable* op, nuint index) => (int)CustomOp.At(op).OutputType((int)index);

    [UnmanagedCallersOnly]
    static nuint GetOutputTypeCount(CustomOpTable* op) => (nuint)CustomOp.At(op).Version.Outputs.Count;

    [UnmanagedCallersOnly]
    static int GetInputCharacteristic(CustomOpTable* op, nuint index) => CustomOp.At(op).InputCharacteristic((int)index);

    [UnmanagedCallersOnly]
    static int GetOutputCharacteristic(CustomOpTable* op, nuint index) => CustomOp.OutputCharacteristic((int)index);

    [UnmanagedCallersOnly]
    static int GetInputMemoryType(CustomOpTable* op, nuint index) => DefaultMemory;

    [UnmanagedCallersOnly]
    static int One(CustomOpTable* op) => OperatorTable.OwnVersion;

    [UnmanagedCallersOnly]
    static int LastVersion(CustomOpTable* op) => int.MaxValue;

    [UnmanagedCallersOnly]
    static nint CreateKernel(CustomOpTable* op, nint* table, nint info, nint* kernel)
    {
        var api = new OrtApi(table);
        string? subject = null;
        try
        {
            Border.Enter(nameof(CreateKernel));
            CustomOp self = CustomOp.At(op);
            subject = $"{self.Version} node '{api.GetNodeName(info)}'";
            NodeSettings settings = NodeSettings.Read(key => api.GetConfig(info, ProviderName.ConfigPrefix + key));
            *kernel = GCHandle.ToIntPtr(GCHandle.Alloc(NodeKernel.Create(api, info, self.Operator, OperatorTable.OwnVersion, settings)));
            return 0;
        }
        catch (Exception e)
        {
            return Border.Status(api, e, subject);
        }
    }

    [UnmanagedCallersOnly]
    static nint Compute(nint kernel, nint context) => NodeKernel.Call(kernel, context);

    [UnmanagedCallersOnly]
    static void KernelDestroy(nint kernel)
    {
        if (kernel != 0) GCHandle.FromIntPtr(kernel).Free();
    }

    [UnmanagedCallersOnly]
    static nint InferOutputShape(CustomOpTable* op, nint context)
    {
        var api = new OrtApi(op->Api);
        try
        {
            Border.Enter(nameof(InferOutputShape));
            CustomOp self = CustomOp.At(op);
            if (self.InferShape(api, context) is not { } shape || api.InferredInput(context, 0) is not ({ } type, _)) return 0;
            // Of several operators of one name this is the first, whatever the type of the node.
            api.SetInferred(context, 0, type, shape);
            if (self.Version.Outputs.Count > 1) api.SetInferred(context, 1, ElementType.Int64, shape);
            return 0;
        }
        catch (Exception e)
        {
            return Border.Status(api, e);
        }
    }
}
