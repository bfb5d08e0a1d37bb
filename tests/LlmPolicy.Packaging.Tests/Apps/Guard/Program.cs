var builder = WebApplication.CreateBuilder(args);
builder.AddLlmPolicy();

var app = builder.Build();
app.UseLlmPolicy();
app.MapPost("/huggingface-gloo-gw", (HttpRequest request) => $"token seen: {request.Headers.ContainsKey("Authorization")}");
app.Run();
