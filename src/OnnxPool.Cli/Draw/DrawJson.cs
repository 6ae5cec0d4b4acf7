using System.Text.Json;

namespace OnnxPool.Cli;

/// <summary>What a picture shows, for other programs.</summary>
static class DrawJson
{
    /// <summary>An object with the plane and what each operator makes of it; NaN and infinities are texts.</summary>
    public static byte[] Serialize(Picture picture) => JsonFile.Of(json =>
    {
        json.WriteString("line", picture.Plane.Problem.ToString());
        Write(json, "input_shape", [picture.Plane.Rows.Input, picture.Plane.Columns.Input]);
        Write(json, "output_shape", [picture.Plane.Rows.Output, picture.Plane.Columns.Output]);
        Write(json, "x", picture.X);
        json.WriteString("ties", picture.Ties.Name());
        json.WriteObjects("operators", picture.Pooled, pooled => Write(json, pooled));
    });

    static void Write(Utf8JsonWriter json, PooledPlane pooled)
    {
        json.WriteString("operator", pooled.Operator);
        Write(json, "y", pooled.Y);
        if (pooled.GradientOfX.Length > 0)
        {
            Write(json, "dy", pooled.GradientOfY);
            Write(json, "dx", pooled.GradientOfX);
        }
        json.WriteObjects("windows", pooled.Windows, window =>
        {
            Write(json, "at", [window.Row, window.Column]);
            Write(json, "cells", [.. window.Shares.Select(s => (double)s.Cell)]);
            Write(json, "parts", [.. window.Shares.Select(s => s.Part)]);
            Write(json, "also_largest", [.. window.AlsoLargest.Select(c => (double)c)]);
        });
    }

    static void Write(Utf8JsonWriter json, string name, ReadOnlySpan<double> values)
    {
        json.WriteStartArray(name);
        foreach (double value in values)
        {
            if (double.IsFinite(value)) json.WriteNumberValue(value);
            else json.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        }
        json.WriteEndArray();
    }
}
