using System.Runtime.InteropServices;

namespace OnnxPool.Plugin;

// Options of sessions, devices, providers.
readonly unsafe partial struct OrtApi
{
    public nint GetEpApi() => ((delegate* unmanaged<nint>)_table[317])();

    public nint[] GetEpDevices(nint environment)
    {
        nint* devices;
        nuint count;
        Check(((delegate* unmanaged<nint, nint**, nuint*, nint>)_table[303])(environment, &devices, &count));
        return new ReadOnlySpan<nint>(devices, (int)count).ToArray();
    }

    public nint GetHardware(nint epDevice) => ((delegate* unmanaged<nint, nint>)_table[316])(epDevice);

    public bool IsCpu(nint hardware) => ((delegate* unmanaged<nint, int>)_table[307])(hardware) == 0;

    public string? GetSessionConfig(nint options, string key)
    {
        fixed (byte* name = NativeText.Bytes(key))
        {
            nuint size = 0;
            var get = (delegate* unmanaged<nint, byte*, byte*, nuint*, nint>)_table[238];
            int has;
            Check(((delegate* unmanaged<nint, byte*, int*, nint>)_table[237])(options, name, &has));
            if (has == 0) return null;
            Check(get(options, name, null, &size));
            var buffer = new byte[size + 1];
            fixed (byte* text = buffer) Check(get(options, name, text, &size));
            return NativeText.In(buffer);
        }
    }

    public void AppendProvider(nint options, nint environment, nint device, IReadOnlyList<(string Key, string Value)> settings)
    {
        byte** keys = stackalloc byte*[settings.Count];
        byte** values = stackalloc byte*[settings.Count];
        for (int i = 0; i < settings.Count; i++)
        {
            keys[i] = NativeText.Allocate(settings[i].Key);
            values[i] = NativeText.Allocate(settings[i].Value);
        }
        nint status = ((delegate* unmanaged<nint, nint, nint*, nuint, byte**, byte**, nuint, nint>)_table[304])(
            options, environment, &device, 1, keys, values, (nuint)settings.Count);
        for (int i = 0; i < settings.Count; i++)
        {
            NativeMemory.Free(keys[i]);
            NativeMemory.Free(values[i]);
        }
        Check(status);
    }
}
