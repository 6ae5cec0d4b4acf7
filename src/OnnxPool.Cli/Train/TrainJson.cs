using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary>What a run came to, for other programs; no times, so that the same run gives the same bytes.</summary>
static class TrainJson
{
    public static byte[] Serialize(TrainResult result) => JsonFile.Of(json =>
    {
        TrainSettings settings = result.Settings;
        json.WriteString("model", settings.Model);
        json.WriteString("data", settings.Data);
        json.WriteNumber("train", result.Data.Train.Count);
        json.WriteNumber("test", result.Data.Test.Count);
        json.WriteString("loss", LossNames.All.Single(l => l.Value == settings.Loss).Key);
        json.WriteString("optimizer", settings.Recipe.OptimizerName);
        json.WriteFinite("rate", (double)(decimal)settings.Recipe.Optimizer.LearningRate);
        json.WriteString("schedule", settings.Recipe.Schedule);
        json.WriteNumber("batch", settings.Recipe.Batch);
        json.WriteNumber("shift", settings.Recipe.Shift);
        json.WriteNumber("seed", settings.Seed);
        json.WriteNumber("threads", settings.Threads);
        json.WriteObjects("epochs", result.History, report =>
        {
            json.WriteNumber("epoch", report.Epoch);
            json.WriteFinite("rate", (double)(decimal)report.LearningRate);
            json.WriteFinite("loss", report.Loss);
            json.WriteFinite("accuracy", report.Accuracy);
            json.WriteFinite("test_loss", report.Validation?.Loss);
            json.WriteFinite("test_accuracy", report.Validation?.Accuracy);
        });
        json.WriteObjects("parameters", result.Parameters, parameter =>
        {
            json.WriteString("name", parameter.Name);
            json.WriteNumber("numbers", TrainResult.Count([parameter]));
        });
        json.WriteString("out", settings.Out);
        json.WriteFinite("test_loss", result.Score.Loss);
        json.WriteFinite("test_accuracy", result.Score.Accuracy);
        json.WriteString("ort", OrtSession.Version);
        json.WriteFinite("plain_ort_loss", result.Plain.Loss);
        json.WriteFinite("plain_ort_accuracy", result.Plain.Accuracy);
        json.WriteBoolean("agrees", result.IsGood);
    });
}
