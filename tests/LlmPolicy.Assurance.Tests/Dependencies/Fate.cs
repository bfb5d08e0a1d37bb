namespace LlmPolicy.Assurance.Dependencies;

/// <summary>What may become of a try.</summary>
internal static class Fate
{
    public const string Refused = "connection refused";
    public const string Unread = "closed before anything is read";
    public const string Reset = "reset behind the request";
    public const string Unavailable = "503";
    public const string HalfHead = "a head that breaks off";
    public const string ResetInHead = "reset in the head";
    public const string NoHttp = "no HTTP";
    public const string Conflict = "409";
    public const string Many = "429";
    public const string Fault = "500";
    public const string BadGateway = "502";
    public const string Late = "nothing until the try's time is over";
    public const string Held = "nothing until the client leaves";
    public const string Whole = "200 and what it used";
    public const string Cut = "200, cut";
    public const string Endless = "200 without an end, until the client leaves";
}
