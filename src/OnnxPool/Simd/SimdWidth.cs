using System.Runtime.Intrinsics;

namespace OnnxPool;

/// <summary>The register widths that kernels are made for, and which of them run here.</summary>
public static class SimdWidth
{
    /// <summary>The environment variable that forces one width: scalar, 128, 256 or 512.</summary>
    public const string Variable = "ONNXPOOL_SIMD";

    /// <summary>Bits of one lane's form of a kernel: no registers of several lanes.</summary>
    internal const int Scalar = 1;

    static readonly string? s_forced = Environment.GetEnvironmentVariable(Variable);

    /// <summary>The widest registers of this machine, in bits; 1 if it has none.</summary>
    public static int Widest => IsHere(512) ? 512 : IsHere(256) ? 256 : IsHere(128) ? 128 : Scalar;

    /// <summary>The width that the environment forces, in bits, 1 for scalar; null if it leaves the choice to the kernels' order.</summary>
    /// <exception cref="InvalidPoolingException">It names no width.</exception>
    /// <exception cref="UnsupportedPoolingException">This machine has no registers of the width.</exception>
    public static int? Forced
    {
        get
        {
            if (string.IsNullOrEmpty(s_forced)) return null;
            int bits = s_forced switch
            {
                "scalar" => Scalar,
                "128" => 128,
                "256" => 256,
                "512" => 512,
                _ => Throw.Invalid<int>(Variable, $"'{s_forced}'", "scalar, 128, 256, 512"),
            };
            return IsHere(bits) ? bits : Throw.Unsupported<int>(Variable, s_forced, $"up to {Widest} bits on this machine");
        }
    }

    /// <summary>Why a kernel of this width cannot run; null if it can.</summary>
    /// <param name="bits">Its width; 0 for a kernel that has none.</param>
    internal static string? WhyNot(int bits)
    {
        if (bits == 0) return null;
        if (!IsHere(bits)) return $"this machine has no registers of {bits} bits";
        return Forced is { } forced && forced != bits ? $"{Variable} asks for {s_forced}" : null;
    }

    static bool IsHere(int bits) => bits switch
    {
        512 => Vector512.IsHardwareAccelerated,
        256 => Vector256.IsHardwareAccelerated,
        128 => Vector128.IsHardwareAccelerated,
        Scalar => true,
        _ => false,
    };
}
