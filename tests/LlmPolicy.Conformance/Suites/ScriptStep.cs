using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmPolicy.Conformance.Suites;

/// <summary>A step of what the upstream does with a request.</summary>
[JsonConverter(typeof(ScriptStepConverter))]
internal abstract record ScriptStep
{
    /// <summary>First of all: it begins when the head is there, before the body is read.</summary>
    internal sealed record Early : ScriptStep;

    internal sealed record Wait(TimeSpan Time) : ScriptStep;

    /// <summary>Bytes, a char each, so many times.</summary>
    internal sealed record Send(string Bytes, int Times) : ScriptStep;

    /// <summary>An answer with its length.</summary>
    internal sealed record Answer(int Status, IReadOnlyList<IReadOnlyList<string>> Headers, string Body) : ScriptStep;

    internal sealed record Echo : ScriptStep;

    /// <summary>It ends the connection with FIN.</summary>
    internal sealed record Close : ScriptStep;

    /// <summary>It ends the connection with RST.</summary>
    internal sealed record Reset : ScriptStep;
}

/// <summary>Reads a step: a list of its name and what belongs to it.</summary>
internal sealed class ScriptStepConverter : JsonConverter<ScriptStep>
{
    public override ScriptStep Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        JsonElement step = document.RootElement;
        return step[0].GetString() switch
        {
            "early" => new ScriptStep.Early(),
            "wait" => new ScriptStep.Wait(TimeSpan.FromMilliseconds(step[1].GetDouble())),
            "send" => new ScriptStep.Send(step[1].GetString()!, step.GetArrayLength() > 2 ? step[2].GetInt32() : 1),
            "answer" => new ScriptStep.Answer(step[1].GetInt32(), [.. step[2].EnumerateArray().Select(Pair)], step[3].GetString()!),
            "echo" => new ScriptStep.Echo(),
            "close" => new ScriptStep.Close(),
            "reset" => new ScriptStep.Reset(),
            string other => throw new JsonException($"'{other}' is no step of a script."),
            null => throw new JsonException("A step of a script has no name."),
        };
    }

    public override void Write(Utf8JsonWriter writer, ScriptStep value, JsonSerializerOptions options) => throw new NotSupportedException();

    private static IReadOnlyList<string> Pair(JsonElement header) => [header[0].GetString()!, header[1].GetString()!];
}
