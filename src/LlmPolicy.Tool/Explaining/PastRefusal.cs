using LlmPolicy.Tool.Input;

namespace LlmPolicy.Tool.Explaining;

/// <summary>A refusal of which only its record in a log is left.</summary>
internal sealed record PastRefusal(DecisionRecord Record)
{
    /// <summary>The refusal of an id, as the response carried it; without one, the log's last.</summary>
    /// <exception cref="UsageException">The file is not there, or holds no such record.</exception>
    public static PastRefusal Read(string file, string? id, Terminal terminal)
    {
        string log = file == ManifestPaths.StandardInput ? terminal.Input.ReadToEnd() : InputFile.ReadText(file);
        DecisionRecord[] records = [.. log.Split('\n').Select(DecisionRecord.Find).OfType<DecisionRecord>()];
        DecisionRecord? found = records.Length == 0 ? DecisionRecord.Find(log) : records.LastOrDefault(record => id is null || record.Id == id);
        return found is not null && (id is null || found.Id == id)
            ? new PastRefusal(found)
            : throw new UsageException($"{file}: no record of {(id is null ? "a refusal" : $"the decision {id}")} is in it. It stands in the log line of event Refused, category LlmPolicy.PolicyGate.");
    }

    public Explained In(IReadOnlyList<ManifestFile> manifests, CompiledPolicy policy) => new(
        Record.StatusCode, Record.Reason, Here(Record.Position, manifests), Record.Route, Record.Generation,
        [.. policy.ExplainRecord(Record).Select(step => step with { Position = Here(step.Position, manifests) })]);

    /// <summary>The position in the file that lies here: the app may have read it from elsewhere.</summary>
    private static SourcePosition? Here(SourcePosition? position, IReadOnlyList<ManifestFile> manifests) =>
        position is null || manifests.Any(m => m.Name == position.File) ? position
        : manifests.Where(m => Path.GetFileName(m.Name) == Path.GetFileName(position.File)).ToList() is [var only] ? position with { File = only.Name }
        : position;
}
