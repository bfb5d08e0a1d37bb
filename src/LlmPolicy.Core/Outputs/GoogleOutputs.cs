using LlmPolicy.Models;
using static LlmPolicy.Outputs.OutputProvider;

namespace LlmPolicy.Outputs;

/// <summary>The forms of Gemini's and Vertex AI's verbs, which stand behind the path's last colon.</summary>
internal static class GoogleOutputs
{
    private static readonly OutputForm Streamed = OutputForms.Generate with { Streams = true };

    private static readonly OutputForm Silent = OutputForms.Silent(Google);

    private static readonly OutputForm Other = OutputForms.Unlimited(Google, OutputEscapes.None);

    private static readonly OutputForm Later = OutputForms.Unlimited(Google, OutputEscapes.Batch);

    public static OutputForm? Find(PathSegments path)
    {
        var last = path[path.Count - 1];
        int colon = last.LastIndexOf(':');
        return colon < 0 ? null : last[(colon + 1)..] switch
        {
            "generateContent" => OutputForms.Generate,
            "streamGenerateContent" => Streamed,
            "countTokens" or "computeTokens" or "countMessageTokens" or "countTextTokens" => Silent,
            "embedContent" or "batchEmbedContents" or "embedText" or "batchEmbedText" or "fetchPredictOperation" => Silent,
            "batchGenerateContent" or "asyncBatchEmbedContent" or "predictLongRunning" => Later,
            "rawPredict" or "streamRawPredict" => Published(path, last[..colon]),
            "generateAnswer" or "generateMessage" or "generateText" or "predict" or "serverStreamingPredict" or "directPredict" or "explain" => Other,
            _ => null,
        };
    }

    private static OutputForm Published(PathSegments path, ReadOnlySpan<char> model) =>
        !path.Has(path.Count - 4, ["publishers", "anthropic", "models"]) ? Other
        : model is "count-tokens" ? OutputForms.Silent(Anthropic)
        : OutputForms.Messages;
}
