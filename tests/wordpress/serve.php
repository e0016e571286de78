<?php // For php -S: every address goes to WordPress, which answers the REST API while it parses the request.
require __DIR__ . '/load.php';
wp();
