using System.Security.Cryptography;
using LlmPolicy.Benchmarks.Gateway.Processes;

namespace LlmPolicy.Benchmarks.Gateway.Comparing;

/// <summary>The provider and all gateways before it, each a process, and a folder for what is made for them.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmpolicy-benchmark-");
    private readonly List<IAsyncDisposable> _running = [];

    private Stage()
    {
    }

    public Contender Yarp { get; private set; } = null!;

    public Contender Warm { get; private set; } = null!;

    /// <summary>All but the pair of YARP and LlmPolicy.</summary>
    public List<Contender> Others { get; } = [];

    public bool HasHaproxy { get; private set; }

    public IEnumerable<Contender> All => [Yarp, Warm, .. Others];

    public static async Task<Stage> StartAsync(StageOptions options)
    {
        Stage stage = new();
        try
        {
            await stage.StartRolesAsync(options);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable running in Enumerable.Reverse(_running))
        {
            await running.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private async Task StartRolesAsync(StageOptions options)
    {
        RoleProcess upstream = await RoleProcess.StartAsync("upstream");
        _running.Add(upstream);
        string to = upstream.Address.ToString();
        Tokens same = Tokens.Same(In("same-token.txt"));
        using RSA key = RSA.Create(2048);
        LabPolicy.CopyTo(In("cold-policies"), key);
        Tokens distinct = Tokens.Distinct(In("distinct-tokens.txt"), key, options.DistinctTokens);

        Yarp = Add(new Contender("YARP alone", await RoleProcess.StartAsync("yarp", "--upstream", to), same) { HasPolicy = false });
        Warm = Add(new Contender("LlmPolicy, warm: one token", await RoleProcess.StartAsync("llmpolicy", "--upstream", to), same));
        string[] settings = [.. options.ColdSettings.SelectMany(setting => new[] { "--set", setting })];
        Others.Add(Add(new Contender(
            $"LlmPolicy, cold: {options.DistinctTokens} tokens in turn",
            await RoleProcess.StartAsync(["llmpolicy", "--upstream", to, "--manifests", In("cold-policies"), .. settings]),
            distinct)));
        LabPolicy.CopyWithBudgetsTo(In("budget-policies"));
        Others.Add(Add(new Contender(
            "LlmPolicy, warm, with a rule of models and two budgets", await RoleProcess.StartAsync("llmpolicy", "--upstream", to, "--manifests", In("budget-policies")), same)));
        Others.Add(Add(new Contender("by hand: JwtBearer and YARP", await RoleProcess.StartAsync("handmade", "--upstream", to), same)));
        if (options.Haproxy is { } haproxy)
        {
            HasHaproxy = true;
            HaproxyProcess alone = await HaproxyProcess.StartAsync(haproxy, "haproxy-alone.cfg", upstream.Address, _folder.FullName);
            Others.Add(Add(new Contender("HAProxy alone", alone, same) { HasPolicy = false }));
            HaproxyProcess jwt = await HaproxyProcess.StartAsync(haproxy, "haproxy-jwt.cfg", upstream.Address, _folder.FullName);
            Others.Add(Add(new Contender("HAProxy, jwt_verify", jwt, same)));
        }
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);

    private Contender Add(Contender contender)
    {
        _running.Add(contender);
        return contender;
    }
}
