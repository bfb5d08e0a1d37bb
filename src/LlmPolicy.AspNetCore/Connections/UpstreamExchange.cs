using LlmPolicy.Bodies;

namespace LlmPolicy.Connections;

/// <summary>One try of a request on its connection: what is seen there of the answer before .NET's client tells of it.</summary>
/// <param name="upload">The body that is sent; null: there is none, or it is there whole.</param>
/// <param name="waits">Whether an answer with a status is to wait until the body has been sent.</param>
internal sealed class UpstreamExchange(RequestBody? upload, Func<int, bool> waits)
{
    private static readonly AsyncLocal<UpstreamExchange?> Flowing = new();

    private volatile bool _isBegun;

    /// <summary>The one that is being written, where it is watched.</summary>
    public static UpstreamExchange? Current => Flowing.Value;

    public RequestBody? Upload => upload;

    /// <summary>Whether an informational answer has come.</summary>
    public bool HadInterim { get; private set; }

    /// <summary>Whether anything of the request was about to be written; else the upstream has seen none of it.</summary>
    public bool IsBegun => _isBegun;

    public void Enter() => Flowing.Value = this;

    public void Begin() => _isBegun = true;

    public void Interim() => HadInterim = true;

    /// <summary>A final answer has come. Whether nothing more is to be sent.</summary>
    public bool Answer(int statusCode) => upload is not null && !waits(statusCode) && upload.Stop();
}
