using OnnxPool.Training;

namespace OnnxPool.Cli;

/// <summary>What a gradient model has, for other programs.</summary>
static class GradientJson
{
    public static byte[] Serialize(string file, GradientModel gradient) => JsonFile.Of(json =>
    {
        json.WriteString("model", file);
        json.WriteString("output", gradient.Output);
        json.WriteString("labels", gradient.Labels);
        json.WriteString("loss", gradient.Loss);
        json.WriteNumber("nodes", gradient.Model.Graph.Node.Count);
        json.WriteObjects("parameters", gradient.Parameters, parameter =>
        {
            json.WriteString("name", parameter.Name);
            json.WriteString("gradient", parameter.Gradient);
            json.WriteString("type", parameter.Type.Name());
            json.WriteStartArray("shape");
            foreach (long size in parameter.Shape) json.WriteNumberValue(size);
            json.WriteEndArray();
        });
        json.WriteObjects("statistics", gradient.Statistics, statistic =>
        {
            json.WriteString("name", statistic.Name);
            json.WriteString("next", statistic.Next);
        });
    });
}
