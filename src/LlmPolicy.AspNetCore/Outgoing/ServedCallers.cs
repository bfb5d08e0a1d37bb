using LlmPolicy.Guard;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace LlmPolicy.Outgoing;

/// <summary>
/// For whom a flow of execution works: the request that it serves, or whose serving began it. It is remembered beyond the request's end, so that what goes on then has its caller's
/// rights, and not the app's.
/// </summary>
internal sealed class ServedCallers : IStartupFilter
{
    private readonly AsyncLocal<Served?> _flowing = new();

    /// <summary>The request that this flow works for, as it was decided on; null in a job, and where the policy has decided on none.</summary>
    public PolicyRequest? Current => _flowing.Value?.Request;

    /// <summary>The policy has decided on the request that this flow serves.</summary>
    public void Decided(DecisionState state)
    {
        if (_flowing.Value is { } served)
        {
            served.Request = state.Request;
        }
    }

    // Before all else of the pipeline: what a decision sets further down would not flow back up to what is called next.
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, following) =>
        {
            _flowing.Value = new Served();
            await following(context).ConfigureAwait(false);
        });
        next(app);
    };

    /// <summary>A request that is served.</summary>
    private sealed class Served
    {
        private volatile PolicyRequest? _request;

        public PolicyRequest? Request
        {
            get => _request;
            set => _request = value;
        }
    }
}
