using System.Text.Json.Serialization;

namespace LlmPolicy.Explaining;

/// <summary>The members of a <see cref="DecisionRecord"/>'s JSON, in their order. A position is three members, all there or none.</summary>
internal sealed record RecordDocument
{
    public required string Format { get; init; }

    public required string Id { get; init; }

    public required string Generation { get; init; }

    public required int Status { get; init; }

    public required string Reason { get; init; }

    public string? Route { get; init; }

    public string? File { get; init; }

    public int? Line { get; init; }

    public int? Column { get; init; }

    public required IReadOnlyList<Provider> Providers { get; init; }

    public required IReadOnlyList<Claim> Claims { get; init; }

    public static RecordDocument Of(DecisionRecord record) => new()
    {
        Format = DecisionRecord.Format,
        Id = record.Id,
        Generation = record.Generation,
        Status = record.StatusCode,
        Reason = record.Reason,
        Route = record.Route,
        File = record.Position?.File,
        Line = record.Position?.Line,
        Column = record.Position?.Column,
        Providers = [.. record.Providers.Select(p => new Provider(p.Provider, p.Reason))],
        Claims = [.. record.Claims.Select(c => new Claim(c.Policy, c.Claim, c.Found, c.Matched, c.Position.File, c.Position.Line, c.Position.Column))],
    };

    public DecisionRecord ToRecord() => new()
    {
        Id = Id,
        Generation = Generation,
        StatusCode = Status,
        Reason = Reason,
        Route = Route,
        Position = File is not null && Line is { } line && Column is { } column ? new SourcePosition(File, line, column) : null,
        Providers = [.. Providers.Select(p => new ProviderFinding { Provider = p.Name, Reason = p.Reason })],
        Claims = [.. Claims.Select(c => new ClaimFinding { Policy = c.Policy, Claim = c.Name, Found = c.Found, Matched = c.Matched, Position = new SourcePosition(c.File, c.Line, c.Column) })],
    };

    internal sealed record Provider(string Name, string Reason);

    internal sealed record Claim(
        string Policy, [property: JsonPropertyName("claim")] string Name, string Found, bool Matched, string File, int Line, int Column);
}
