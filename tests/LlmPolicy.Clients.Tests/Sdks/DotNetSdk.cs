namespace LlmPolicy.Clients.Sdks;

/// <summary>An SDK for .NET, called here.</summary>
internal abstract record DotNetSdk(string Name) : Sdk(Name)
{
    protected const string Question = "Where do rivers run?";

    public sealed override async Task<IReadOnlyList<Outcome>> CallAsync(params Call[] calls)
    {
        List<Outcome> outcomes = [];
        foreach (var call in calls)
        {
            try
            {
                outcomes.Add(await (call.Streams ? StreamAsync(call) : AskAsync(call)));
            }
            catch (Exception error) when (StatusOf(error) is { } status)
            {
                outcomes.Add(new Outcome("", 0, null, new Refusal(status, error.GetType().Name, error.Message)));
            }
        }

        return outcomes;
    }

    protected abstract Task<Outcome> AskAsync(Call call);

    protected abstract Task<Outcome> StreamAsync(Call call);

    /// <summary>The status of a refusal; null: another error.</summary>
    protected abstract int? StatusOf(Exception error);
}
