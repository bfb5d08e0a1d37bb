using System.Text;

namespace LlmPolicy;

/// <summary>What the audit's records hold, and of which decisions there are any (<c>LlmPolicy:Audit</c>). Whether there are any at all is said by the level of the log category <c>LlmPolicy.Audit</c>.</summary>
public sealed class AuditOptions
{
    /// <summary>The key with which a caller's name is hashed: 16 bytes or more, the same on all machines whose records are to be put together.</summary>
    /// <value>Default: null, which is a new one for each process: records of one process tell callers apart, and nothing outlives it.</value>
    public string? HashKey { get; set; }

    /// <summary>How a record names the caller. In configuration <c>hashed</c> or <c>plain</c>.</summary>
    /// <value>Default: hashed.</value>
    public AuditSubjects Subjects { get; set; }

    /// <summary>How many decisions there are records of.</summary>
    public AuditSample Sample { get; } = new();

    /// <summary>
    /// A file that gets a line of JSON for each request with what it was decided on, so that <c>llmpolicy diff --records</c> can put it to other manifests; relative to the content
    /// root. It holds values of claims and headers, and no token.
    /// </summary>
    /// <value>Default: null, which is none.</value>
    public string? Replay { get; set; }

    /// <summary>How many bytes <see cref="Replay"/> may have before it is put aside as <c>FILE.old</c>, in the place of the one before.</summary>
    /// <value>Default: 100,000,000.</value>
    public long ReplayMaxBytes { get; set; } = 100_000_000;

    internal byte[]? HashKeyBytes => HashKey is null ? null : Encoding.UTF8.GetBytes(HashKey);
}
