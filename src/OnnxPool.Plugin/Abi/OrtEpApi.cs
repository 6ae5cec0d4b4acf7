namespace OnnxPool.Plugin;

/// <summary>Functions for execution providers by their places: struct OrtEpApi of onnxruntime_ep_c_api.h.</summary>
/// <param name="api">The interface that it is part of.</param>
readonly unsafe struct OrtEpApi(OrtApi api)
{
    // OrtMemTypeCPUInput, for inputs whose elements are read before all others.
    const int CpuInput = -2;

    readonly OrtApi _api = api;
    readonly nint* _table = (nint*)api.GetEpApi();

    public nint CreateEpDevice(nint factory, nint hardware)
    {
        nint device;
        _api.Check(((delegate* unmanaged<nint, nint, nint, nint, nint*, nint>)_table[0])(factory, hardware, 0, 0, &device));
        return device;
    }

    public void AddSingleNode(nint support, nint node) => _api.Check(((delegate* unmanaged<nint, nint, nint>)_table[3])(support, node));

    /// <summary>Whether a registered kernel takes a node.</summary>
    public bool HasKernel(nint support, nint node)
    {
        nint definition;
        _api.Check(((delegate* unmanaged<nint, nint, nint*, nint>)_table[41])(support, node, &definition));
        return definition != 0;
    }

    public nint CreateKernelRegistry()
    {
        nint registry;
        _api.Check(((delegate* unmanaged<nint*, nint>)_table[18])(&registry));
        return registry;
    }

    public void ReleaseKernelRegistry(nint registry) => ((delegate* unmanaged<nint, void>)_table[19])(registry);

    /// <summary>Adds a kernel of ONNX's domain.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="kernel">What it is for.</param>
    /// <param name="create">Makes one for a node.</param>
    /// <param name="state">What <paramref name="create"/> is handed.</param>
    public void AddKernel(nint registry, ProviderKernel kernel, delegate* unmanaged<nint, nint, KernelImplTable**, nint> create, nint state)
    {
        nint builder, definition;
        _api.Check(((delegate* unmanaged<nint*, nint>)_table[21])(&builder));
        try
        {
            fixed (byte* name = NativeText.Bytes(kernel.Operator.Name))
            fixed (byte* domain = NativeText.Bytes(OperatorTable.StandardDomain))
            fixed (byte* provider = NativeText.Bytes(ProviderName.Text))
            fixed (byte* constraint = NativeText.Bytes(kernel.TypeConstraint))
            {
                _api.Check(((delegate* unmanaged<nint, byte*, nint>)_table[23])(builder, name));
                _api.Check(((delegate* unmanaged<nint, byte*, nint>)_table[24])(builder, domain));
                _api.Check(((delegate* unmanaged<nint, int, int, nint>)_table[25])(builder, kernel.Version.Since, kernel.LastOpset));
                _api.Check(((delegate* unmanaged<nint, byte*, nint>)_table[26])(builder, provider));
                nint[] types = [.. kernel.Types.Select(DataType)];
                fixed (nint* t = types) _api.Check(((delegate* unmanaged<nint, byte*, nint*, nuint, nint>)_table[29])(builder, constraint, t, (nuint)types.Length));
                if (kernel.Version.ShapeInput >= 0)
                    _api.Check(((delegate* unmanaged<nint, nuint, int, nint>)_table[27])(builder, (nuint)kernel.Version.ShapeInput, CpuInput));
                int same = 0;
                if (kernel.IsAlias) _api.Check(((delegate* unmanaged<nint, int*, int*, nuint, nint>)_table[30])(builder, &same, &same, 1));
                _api.Check(((delegate* unmanaged<nint, nint*, nint>)_table[32])(builder, &definition));
            }
        }
        finally
        {
            ((delegate* unmanaged<nint, void>)_table[22])(builder);
        }
        nint status = ((delegate* unmanaged<nint, nint, delegate* unmanaged<nint, nint, KernelImplTable**, nint>, nint, nint>)_table[20])(registry, definition, create, state);
        ((delegate* unmanaged<nint, void>)_table[33])(definition);
        _api.Check(status);
    }

    /// <summary>The provider that a kernel is made for.</summary>
    public nint GetEp(nint info)
    {
        nint provider;
        _api.Check(((delegate* unmanaged<nint, nint*, nint>)_table[43])(info, &provider));
        return provider;
    }

    nint DataType(ElementType type)
    {
        nint found;
        _api.Check(((delegate* unmanaged<int, nint*, nint>)_table[40])((int)type, &found));
        return found;
    }
}
