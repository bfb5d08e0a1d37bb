using System.Collections;
using System.Globalization;

namespace LlmPolicy.Audit;

/// <summary>A record as loggers take it: named values, without those that are not known. Of callers and upstreams it holds no text that could break a line.</summary>
internal sealed class AuditRecord : IReadOnlyList<KeyValuePair<string, object?>>
{
    private const string Template = "Decision {DecisionId}: {Outcome}, {Status} {Reason}";

    private const string Several = " ";

    private readonly List<KeyValuePair<string, object?>> _fields = [];
    private readonly AuditEntry _entry;

    private AuditRecord(AuditEntry entry) => _entry = entry;

    public int Count => _fields.Count;

    public KeyValuePair<string, object?> this[int index] => _fields[index];

    private string Outcome => _entry.IsAllowed ? "allowed" : "refused";

    /// <summary>The record of a decision.</summary>
    /// <param name="entry">What it is made of.</param>
    /// <param name="subject">Who the caller is; null if that is not known.</param>
    public static AuditRecord Of(AuditEntry entry, string? subject)
    {
        AuditRecord record = new(entry);
        record.Add("DecisionId", entry.DecisionId);
        record.Add("TraceId", entry.TraceId);
        record.Add("Time", entry.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        record.Add("Generation", entry.Generation.Policy.Generation);
        record.Add("Outcome", record.Outcome);
        record.Add("Status", entry.Completion.StatusCode);
        record.Add("Reason", entry.Reason);
        record.Add("Route", entry.Route?.ToString());
        record.Add("Rule", entry.Rule?.ToString());
        record.Add("Providers", Joined(entry.Providers));
        record.Add("Subject", subject);
        record.Add("ModelAsked", Joined(entry.Models.Select(LoggedText.Of)));
        record.Add("Ending", entry.Completion.Ending.ToString());
        record.Add("DurationMs", Math.Round(entry.Completion.Duration.TotalMilliseconds, 3));
        record.Add("SampleRate", entry.SampleRate);
        record.Add(entry.Completion.Usage);
        record.Add("{OriginalFormat}", Template);
        return record;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"Decision {_entry.DecisionId}: {Outcome}, {_entry.Completion.StatusCode} {_entry.Reason}");

    /// <summary>What the answer used, each class by itself; where a class is a part of another it is in that one, too.</summary>
    private void Add(LlmUsage? usage)
    {
        if (usage is null)
        {
            return;
        }

        Add("ModelServed", usage.Model is { } model ? LoggedText.Of(model) : null);
        Add("UsageSource", usage.Source.ToString());
        Add("UsageEnd", usage.End.ToString());
        Add("UsageInput", usage.Input);
        Add("UsageCachedRead", usage.CachedRead);
        Add("UsageCachedWrite", usage.CachedWrite);
        Add("UsageOutput", usage.Output);
        Add("UsageReasoning", usage.Reasoning);
        Add("UsageAudioInput", usage.AudioInput);
        Add("UsageAudioOutput", usage.AudioOutput);
        Add("UsageImageInput", usage.ImageInput);
        Add("UsageImageOutput", usage.ImageOutput);
        Add("UsageToolUnits", usage.ToolUnits);
        Add("UsageTotal", usage.Total);
    }

    private void Add(string name, object? value)
    {
        if (value is not null)
        {
            _fields.Add(new(name, value));
        }
    }

    private static string? Joined(IEnumerable<string> texts) => string.Join(Several, texts) is { Length: > 0 } text ? text : null;
}
